//! `nixward init`

mod fleet;
mod host;
mod plan;

use clap::Subcommand;

use crate::context::Context;
use crate::error::{Exit, Result};

/// Start a fleet, or add a host to one
///
/// Without a flake, writes one: flake.nix, which builds every host of the inventory; fleet.nix, the
/// inventory; hosts/base.nix, what all hosts share. In a flake that is there already, writes the
/// inventory with the hosts that it has, and nothing else. No file is overwritten, and all files are
/// written or none; git is told of new ones, so that Nix sees them.
#[derive(clap::Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    fleet: fleet::Args,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a host: a row in the inventory, and a folder with its configuration
    ///
    /// The row goes behind the last one; comments and formatting stay as they are.
    Host(host::Args),
}

/// How far to go.
#[derive(clap::Args, Clone, Copy, Debug)]
struct Extent {
    /// Say which files would be written, and write none
    #[arg(long)]
    dry_run: bool,
    /// Show what would be written, and write nothing
    #[arg(long, conflicts_with = "dry_run")]
    diff: bool,
}

/// Writes what is asked for.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match &args.what {
        None => fleet::run(context, &args.fleet),
        Some(What::Host(args)) => host::run(context, args),
    }
}
