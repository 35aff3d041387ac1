//! `nixward options check`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::known::{Known, needs_flake, release};
use crate::check::{module_files, option_findings};
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::options::{Moment, Release, Table};
use crate::fsx;
use crate::model::finding::{Finding, Severity};
use crate::model::report::{FindingRow, OptionsCheckReport};
use crate::syntax::files::Files;
use crate::tree::{RelPath, Tree};

/// Find options that modules set by an old name, that are gone, or that take another type of value
///
/// Reads the text of modules and runs no Nix, so that only what is written out is judged: rules NW421
/// to NW424. An option that there is not is told by the table of the flake's own nixpkgs
/// (`nixward options update`) alone. What is not proven for the nixpkgs of the flake is an info. Ends
/// with 1 where there are errors.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// NixOS modules; those of all hosts where none are named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Hold them against this release instead of the nixpkgs that the flake pins
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    release: Option<Release>,
    #[command(flatten)]
    format: FormatArgs,
}

/// Checks modules.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let mut known = Known::of(context, args.release)?;
    if known.pinned.own.is_none() && known.pinned.moments.is_empty() {
        assume_newest(context, &mut known);
    }
    let (files, named) = if args.files.is_empty() {
        (context.files().map_err(needs_flake)?, None)
    } else {
        named(context, &args.files)?
    };
    let discovery = match context.source() {
        Ok(_) => Some(context.hosts()?),
        Err(_) => None,
    };
    let count = named.as_ref().map(Vec::len);
    let findings = option_findings(&files, discovery, &known.pinned, named);
    let count = count.unwrap_or_else(|| discovery.map_or(0, |found| module_files(found).len()));
    match args.format.get() {
        Format::Json => {
            let report = OptionsCheckReport {
                against: known.pinned.moments.iter().map(Moment::to_string).collect(),
                own_table: known.pinned.own.is_some(),
                files: count,
                findings: findings.iter().map(FindingRow::from).collect(),
            };
            context.ui.json(&known.root, &report)?;
        }
        Format::Human => print(context, files.tree(), &findings)?,
    }
    let failed = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if failed { Exit::Findings } else { Exit::Fine })
}

/// Where nothing says which NixOS it is: the newest that is known.
fn assume_newest(context: &Context, known: &mut Known) {
    let newest = Table::built_in().sources.iter().map(|source| source.release).max();
    if let Some(newest) = newest {
        context.ui.note(&format!(
            "no nixpkgs is pinned here: held against NixOS {newest}; --release says another"
        ));
        known.pinned.moments.push(Moment::Release(newest));
    }
}

/// The folder that all files lie in.
fn common(files: &[PathBuf]) -> PathBuf {
    let mut folders = files.iter().filter_map(|file| file.parent());
    let first = folders.next().unwrap_or(Path::new("/"));
    let shared = |a: &Path, b: &Path| {
        let same = a.components().zip(b.components()).take_while(|(a, b)| a == b);
        same.map(|(part, _)| part).collect::<PathBuf>()
    };
    folders.fold(first.to_path_buf(), |common, folder| shared(&common, folder))
}

/// The files of the command line, each as the tree sees it.
fn named(context: &Context, paths: &[PathBuf]) -> Result<(Arc<Files>, Option<Vec<RelPath>>)> {
    let absolute =
        paths.iter().map(|path| fsx::canonical(path)).collect::<Result<Vec<PathBuf>>>()?;
    let files = match context.source() {
        Ok(_) => context.files()?,
        Err(_) => Arc::new(Files::new(Tree::folder(&common(&absolute))?)),
    };
    let root = files.tree().root_dir().map(fsx::canonical).transpose()?.unwrap_or_default();
    let inside = |path: &PathBuf| {
        let inside = path.strip_prefix(&root).ok().and_then(|path| RelPath::new(path.to_str()?));
        inside.ok_or_else(|| {
            Error::input(format!("{} does not lie in {}", path.display(), root.display()))
                .hint("run it outside of the flake, or with -C")
        })
    };
    let named = absolute.iter().map(inside).collect::<Result<Vec<RelPath>>>()?;
    for file in &named {
        files.pass(file)?;
    }
    Ok((files, Some(named)))
}

fn print(context: &Context, tree: &Tree, findings: &[Finding]) -> Result<()> {
    let all: Vec<&Finding> = findings.iter().collect();
    context.ui.findings(&all, |file| tree.read_text(&RelPath::new(file)?).ok())?;
    if findings.is_empty() {
        context.ui.note("no option is wrong, as far as is known without Nix");
    }
    Ok(())
}
