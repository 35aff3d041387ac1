//! `nixward secrets merge-driver`

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::session::{KeyArgs, Session};
use crate::agefile::compare;
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::secrets;
use crate::fsx;
use crate::model::secrets::{Recipient, Tool};
use crate::proc;
use crate::secrets::merge::{self, Merged, Side};
use crate::secrets::store::look;
use crate::tree::{self, RelPath, Source, Tree};

/// How the driver is called in git's configuration.
const NAME: &str = "nixward";

/// Let git merge secrets that two branches have changed
///
/// Git cannot merge encrypted files. This can: where one branch has changed whom a secret is for and
/// another its value, the result has both. Where both have changed the value, a person must decide.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make git use it: in `.gitattributes`, for everybody, and in the configuration of this clone
    Install(Install),
    /// Merge one file: what git runs
    Run(Run),
}

#[derive(clap::Args, Debug)]
struct Install {
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    keys: KeyArgs,
}

#[derive(clap::Args, Debug)]
struct Run {
    /// The version that both come from (`%O`); empty where there is none
    base: PathBuf,
    /// Ours, which becomes the result (`%A`)
    ours: PathBuf,
    /// Theirs (`%B`)
    theirs: PathBuf,
    /// The secret's path (`%P`)
    path: String,
    #[command(flatten)]
    keys: KeyArgs,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit> {
    let folder = fsx::canonical(&context.directory)?;
    let top = tree::git_top(&folder)?.ok_or_else(|| {
        Error::input(format!("{} is in no git work tree", folder.display())).hint("git init")
    })?;
    match &args.action {
        Action::Install(args) => install(context, &top, args),
        Action::Run(args) => merge(context, &top, args),
    }
}

fn install(context: &Context, top: &Path, args: &Install) -> Result<Exit> {
    let matrix = super::matrix(context, None)?.of(Tool::Agenix);
    let files = matrix.secrets.iter().filter_map(|secret| RelPath::new(&secret.file));
    let others = files.filter(|file| file.extension() != Some("age"));
    let others = others.map(|file| pattern(file.as_str()));
    let patterns = std::iter::once("*.age".to_owned()).chain(others);
    let file = top.join(".gitattributes");
    let before = match fsx::lstat(&file)? {
        Some(_) => fsx::read_text(&file)?,
        None => String::new(),
    };
    let lines = patterns.map(|pattern| format!("{pattern} -text merge={NAME}"));
    let new: Vec<String> =
        lines.filter(|line| !before.lines().any(|known| known.trim() == line)).collect();
    let mut command = "nixward secrets merge-driver run".to_owned();
    for key in &args.keys.identities {
        let key = fsx::canonical(key)?;
        command = format!("{command} -i {}", proc::quote(&key.display().to_string()));
    }
    command += " %O %A %B %P";
    let verb = if args.dry_run { "would write" } else { "wrote" };
    if !new.is_empty() {
        let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        let text = format!("{before}{gap}{}\n", new.join("\n"));
        if !args.dry_run {
            fsx::write(&file, text.as_bytes())?;
        }
        context.ui.note(&format!("{verb} .gitattributes: {}", new.join(", ")));
    }
    if !args.dry_run {
        tree::set_merge_driver(top, NAME, "secrets that nixward merges", &command)?;
    }
    context.ui.note(&format!("{verb} the configuration of this clone: {command}"));
    context.ui.note("every other clone needs this command, too; .gitattributes is to be committed");
    Ok(Exit::Fine)
}

/// A path as `.gitattributes` takes it.
fn pattern(file: &str) -> String {
    let is_special = |char: char| "*?[]\\\"".contains(char) || char.is_whitespace();
    if !file.contains(is_special) {
        return format!("/{file}");
    }
    let glob =
        file.replace('\\', "\\\\").replace('*', "\\*").replace('?', "\\?").replace('[', "\\[");
    format!("\"/{}\"", glob.replace('\\', "\\\\").replace('"', "\\\""))
}

fn merge(context: &Context, top: &Path, args: &Run) -> Result<Exit> {
    let session = Session::at(top)?;
    let path = RelPath::new(&args.path)
        .ok_or_else(|| Error::usage(format!("{} is no path in the work tree", args.path)))?;
    let keys = session.keys(context, &args.keys)?;
    let has_base = fsx::stat(&args.base)?.is_some_and(|metadata| metadata.len() > 0);
    let side = |file: &'_ PathBuf| -> Result<Option<Vec<Recipient>>> { readers(top, file, &path) };
    let base = if has_base { Some(side(&args.base)?) } else { None };
    let (ours, theirs) = (side(&args.ours)?, side(&args.theirs)?);
    let known = match (base, ours, theirs) {
        (Some(None), ..) | (_, None, _) | (.., None) => None,
        (base, Some(ours), Some(theirs)) => Some((base.flatten(), ours, theirs)),
    };
    let outcome = match known {
        None => Merged::Conflict("no commit tells whom a version of it is for".to_owned()),
        Some((base, ours, theirs)) => {
            let base = base.map(|recipients| Side { file: &args.base, recipients });
            let ours = Side { file: &fsx::canonical(&args.ours)?, recipients: ours };
            let theirs = Side { file: &args.theirs, recipients: theirs };
            let sides = (base.as_ref(), &ours, &theirs);
            merge::merge(&session.store, sides, &session.sealer, &keys.identities)?
        }
    };
    match outcome {
        Merged::Done => Ok(Exit::Fine),
        Merged::Conflict(why) => {
            context.ui.warn(&format!("{path} is not merged: {why}"));
            context.ui.note(&format!("  ours stays; theirs is: git show :3:{path}"));
            Ok(Exit::Findings)
        }
    }
}

/// Whom a version is for: what the rules of a commit say that has it, and that its header follows.
fn readers(top: &Path, file: &Path, path: &RelPath) -> Result<Option<Vec<Recipient>>> {
    let Some(Ok(sealed)) = look(file)? else { return Ok(None) };
    let mut commits = tree::origins(top, file, path)?;
    commits.push("HEAD".to_owned());
    for commit in commits {
        let tree = Tree::revision(top, &commit)?;
        let matrix = secrets::read(&Source { tree, flake_dir: RelPath::root() }, None, None)?;
        let secret = matrix.secret(path.as_str());
        let rule = secret.and_then(|secret| secret.rules.first());
        let Some(recipients) = rule.and_then(|rule| rule.recipients.clone()) else { continue };
        if compare::drift(&recipients, &sealed).is_none() {
            return Ok(Some(recipients.to_vec()));
        }
    }
    Ok(None)
}
