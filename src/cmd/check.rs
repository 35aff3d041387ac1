//! `nixward check`

mod args;
mod fix;
mod report;

use std::time::Instant;

pub use args::Args;
use args::Tier;
pub(super) use report::{print_outcome, skipped_rules};

use crate::check::{self, Input, Outcome, RULES};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::files::Files;
use crate::flake::hosts::{self, Discovery};
use crate::flake::secrets;

/// What a check came to.
struct Checked {
    outcome: Outcome,
    hosts: Discovery,
}

/// Checks the flake.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let started = Instant::now();
    let mut checked = look(context, args)?;
    if args.diff {
        fix::show(context, args, &checked)?;
        return Ok(Exit::Fine);
    }
    if args.fix && fix::write(context, args, &checked)? {
        checked = look(context, args)?;
    }
    report::show(context, args.format.get(), &checked, started)?;
    if matches!(args.require, Some(Tier::Cached | Tier::Eval)) {
        let why = format!("the evaluated tier did not run: {}", report::NO_EVALUATION);
        return Err(Error::tool(why).hint("leave out --require"));
    }
    let denied = args.denied(context.inventory()?);
    let worst = checked.outcome.worst();
    Ok(if worst.is_some_and(|worst| worst >= denied) { Exit::Findings } else { Exit::Fine })
}

/// Reads the flake and runs the rules over it.
fn look(context: &Context, args: &Args) -> Result<Checked> {
    let source = context.source()?;
    let files = Files::new(source.tree.clone());
    let mut hosts = hosts::discover(source)?;
    let inventory = context.inventory()?;
    let matrix = secrets::read(source, inventory, None)?;
    let settings = args.settings(inventory, &source.flake_dir);
    let input = Input {
        files: &files,
        flake_dir: &source.flake_dir,
        hosts: Some(&hosts),
        inventory,
        secrets: Some(&matrix),
        settings: &settings,
        today: args.today(),
    };
    let outcome = check::run(&input, RULES)?;
    if let Some(inventory) = inventory {
        hosts.apply(inventory);
    }
    Ok(Checked { outcome, hosts })
}
