//! `nixward init`

mod fleet;
mod host;
mod secrets;

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
    /// Add a host: a row in the inventory, a folder with its configuration, its key for secrets
    ///
    /// The row goes behind the last one; comments and formatting stay as they are. Where a rules file of
    /// agenix gives the keys of hosts in a set, the key goes there, too; otherwise it is said what is
    /// to be written by hand.
    Host(host::Args),
}

/// Writes what is asked for.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match &args.what {
        None => fleet::run(context, &args.fleet),
        Some(What::Host(args)) => host::run(context, args),
    }
}
