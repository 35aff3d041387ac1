//! `nixward options`

mod check;
mod import;
mod known;
mod show;
mod update;

use clap::Subcommand;

use crate::context::Context;
use crate::error::{Exit, Result};

/// Say what NixOS knows of options: names, types, what is renamed and what is gone
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(check::Args),
    Show(show::Args),
    Update(update::Args),
    #[command(hide = true)]
    Import(import::Args),
}

/// Runs the verb that is named.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    match &args.verb {
        Verb::Check(args) => check::run(context, args),
        Verb::Show(args) => show::run(context, args),
        Verb::Update(args) => update::run(context, args),
        Verb::Import(args) => import::run(args),
    }
}
