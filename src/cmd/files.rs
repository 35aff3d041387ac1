//! `nixward files`

use std::collections::BTreeSet;

use super::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::hosts::{Discovered, Discovery, EdgeKind};
use crate::model::report::FilesReport;
use crate::tree::RelPath;

/// List the files a host is made of, or those that no host reaches
///
/// A host's files are the modules its imports lead to and whatever their text names. Where only a
/// folder is known (`./modules + "/${name}"`), every file in it counts as reached.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The host
    #[arg(
        value_name = "HOST",
        required_unless_present = "unreached",
        conflicts_with = "unreached"
    )]
    host: Option<String>,
    /// The Nix files that no host reaches
    #[arg(long)]
    unreached: bool,
    #[command(flatten)]
    format: FormatArgs,
}

/// Lists files.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let discovery = context.hosts()?;
    let (files, complete) = match &args.host {
        Some(name) => {
            let hosts = named(discovery, name)?;
            let complete = hosts.iter().all(|found| found.host.complete());
            (hosts.iter().flat_map(|found| found.host.files.iter().cloned()).collect(), complete)
        }
        None => (
            unreached(context, discovery)?,
            discovery.is_complete() && discovery.hosts.iter().all(|found| found.host.complete()),
        ),
    };
    let files: BTreeSet<String> = files;
    match args.format.get() {
        Format::Json => {
            let report = FilesReport {
                host: args.host.clone(),
                files: files.into_iter().collect(),
                complete,
            };
            context.ui.json(&context.root()?, &report)?;
        }
        Format::Human => {
            context.ui.lines(files.iter().map(String::as_str))?;
            if !complete {
                context.ui.note("not all that leads to files is known; see `nixward hosts --json`");
            }
        }
    }
    Ok(Exit::Fine)
}

/// The hosts of that name: one, or one of each kind.
pub(super) fn named<'a>(discovery: &'a Discovery, name: &str) -> Result<Vec<&'a Discovered>> {
    let hosts: Vec<&Discovered> =
        discovery.hosts.iter().filter(|found| found.host.name == name).collect();
    if hosts.is_empty() {
        let names: Vec<&str> =
            discovery.hosts.iter().map(|found| found.host.name.as_str()).collect();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        return Err(Error::input(format!("there is no host `{name}`"))
            .hint(format!("hosts of this flake: {known}")));
    }
    Ok(hosts)
}

/// The Nix files below the flake that neither a host nor the discovery of hosts leads to.
fn unreached(context: &Context, discovery: &Discovery) -> Result<BTreeSet<String>> {
    let source = context.source()?;
    let mut reached: BTreeSet<&RelPath> = discovery.shared.iter().collect();
    let mut folders: BTreeSet<&RelPath> = BTreeSet::new();
    let edges = discovery.hosts.iter().flat_map(|found| &found.edges).chain(&discovery.mentions);
    for edge in edges {
        match edge.kind {
            EdgeKind::Folder => folders.insert(&edge.to),
            EdgeKind::Module | EdgeKind::Mention => reached.insert(&edge.to),
        };
    }
    let files = source.tree.files_where(|path| path.extension() == Some("nix"))?;
    Ok(files
        .iter()
        .filter(|file| file.starts_with(&source.flake_dir))
        .filter(|file| !reached.contains(file))
        .filter(|file| !folders.iter().any(|folder| file.starts_with(folder)))
        .map(ToString::to_string)
        .collect())
}
