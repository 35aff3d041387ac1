//! `nixward hooks`

mod install;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::check;
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::open;
use crate::fsx;
use crate::tree::{RelPath, git_top};

/// Check what is staged before every commit
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make git run the check before every commit
    ///
    /// A hook that is there already is kept and runs first. All work trees of a repository share
    /// the hook. Where `core.hooksPath` names a folder outside of the repository, or the hook is
    /// written by a program of its own (pre-commit, git-hooks.nix), nothing is changed and the line
    /// that is needed there is printed.
    Install(install::Args),
    /// Take the hook away and put back the one that was there before
    Uninstall(install::Args),
    /// Check what is staged: what the hook runs
    ///
    /// Sees the index and not the work tree: what would be committed, with no regard to changes
    /// that are not staged. Nothing to do where no flake is staged.
    Run(Box<check::Args>),
}

/// Installs, takes away or runs the hook.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let directory = &context.directory;
    match &args.action {
        Action::Install(args) => {
            install::install(context, &Place::of(&fsx::canonical(directory)?)?, args)
        }
        Action::Uninstall(args) => {
            install::uninstall(context, &Place::of(&fsx::canonical(directory)?)?, args)
        }
        // The commit may be the one that takes the flake's folder away.
        Action::Run(args) => run_check(context, &Place::of(&fsx::real(directory)?)?, args),
    }
}

/// A flake's folder in a git work tree.
struct Place {
    top: PathBuf,
    flake_dir: RelPath,
}

impl Place {
    /// Of a path without symlinks.
    fn of(directory: &Path) -> Result<Self> {
        let top = git_top(directory)?.ok_or_else(|| {
            Error::input(format!("{} is in no git work tree", directory.display()))
                .hint("git init, then run this again")
        })?;
        // The flake is above in the same repository, or where it would be: another branch may have it.
        let has_flake =
            |folder: &&Path| matches!(fsx::lstat(&folder.join("flake.nix")), Ok(Some(_)));
        let inside = directory.ancestors().take_while(|folder| folder.starts_with(&top));
        let flake = inside.clone().find(has_flake).unwrap_or(directory);
        let flake_dir = flake.strip_prefix(&top).ok().and_then(Path::to_str).and_then(RelPath::new);
        let flake_dir = flake_dir
            .ok_or_else(|| Error::input(format!("{} is not UTF-8", directory.display())))?;
        Ok(Self { top, flake_dir })
    }
}

fn run_check(context: &Context, place: &Place, args: &check::Args) -> Result<Exit> {
    if args.watch {
        return Err(Error::usage("a hook checks once")
            .hint("nixward check --watch looks at the files as they change"));
    }
    // Git names the index of this commit where it is not the usual one: `git commit FILE`.
    let index = std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from);
    let staged = open::staged(&place.top, index.as_deref(), &place.flake_dir)?;
    let Some(source) = staged else {
        context.ui.note("no flake is staged: nothing to check");
        return Ok(Exit::Fine);
    };
    context.look_at(source)?;
    check::run(context, args)
}
