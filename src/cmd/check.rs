//! `nixward check`

mod args;
mod changed;
mod choose;
mod evaluated;
mod fix;
mod known;
mod report;
mod shard;
mod watch;

use std::time::Instant;

pub use args::Args;
use args::Tier;
use changed::Around;
use evaluated::Evaluated;
pub(super) use report::{print_outcome, skipped_rules};

use crate::check::{self, Input, Outcome, RULES, Settings};
use crate::cmd::rendered;
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::flake::hosts::{self, Discovery};
use crate::flake::options::Pinned;
use crate::flake::secrets;
use crate::model::finding::Finding;
use crate::model::report::KnownFindings;
use crate::secrets::rotation::look::look as look_at_rotations;

/// What a check came to.
struct Checked {
    outcome: Outcome,
    hosts: Discovery,
    settings: Settings,
    evaluated: Evaluated,
    /// What of it was known before; none where no baseline was named.
    known: Option<KnownFindings>,
    /// The findings that were.
    accepted: Vec<Finding>,
    /// The files around a change; none where all are asked for.
    around: Option<Around>,
}

/// Checks the flake, once or after every change.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    if args.watch { watch::run(context, args) } else { once(context, args) }
}

fn once(context: &Context, args: &Args) -> Result<Exit> {
    let started = Instant::now();
    if let Some(host) = &args.explain_cache {
        let settings = Settings::default();
        evaluated::look(context, args, &settings, || None)?.explain(context, host)?;
        return Ok(Exit::Fine);
    }
    if let (Some(file), true) = (&args.known.baseline, args.known.write_baseline) {
        known::write(context, file, &look(context, args, None)?)?;
        return Ok(Exit::Fine);
    }
    let mut checked = chosen(context, args, None)?;
    if args.diff {
        fix::show(context, args, &checked)?;
        return Ok(Exit::Fine);
    }
    if args.fix && fix::write(context, args, &checked)? {
        // What was mended is no reason to look at more.
        let around = checked.around.take();
        checked = chosen(context, args, around)?;
    }
    report::show(context, args, &checked, started)?;
    if let Some((file, known)) = args.known.baseline.as_ref().zip(checked.known.as_ref()) {
        known::tell(context, file, known);
    }
    checked.evaluated.tell(context);
    if let Some(error) = checked.evaluated.failure {
        return Err(error);
    }
    if matches!(args.require, Some(Tier::Cached | Tier::Eval)) {
        checked.evaluated.require()?;
    }
    let inventory = context.inventory()?;
    let denied = checked.outcome.findings.iter().any(|finding| args.denies(finding, inventory));
    Ok(if denied { Exit::Findings } else { Exit::Fine })
}

/// Looks, and keeps the findings that are asked for, around a change that is known already or is
/// still to be looked for.
fn chosen(context: &Context, args: &Args, around: Option<Around>) -> Result<Checked> {
    let mut checked = look(context, args, around)?;
    if let Some(file) = &args.known.baseline {
        known::leave_out(context, file, &mut checked)?;
    }
    if let Some(around) = &checked.around {
        checked.outcome.findings.retain(|finding| around.holds(finding));
    }
    if let Some(shard) = args.shard {
        // What is said of a host is said where the host is evaluated.
        let is_ours =
            |finding: &Finding| evaluated::is_evaluated(finding.code) || shard.holds(finding);
        checked.outcome.findings.retain(is_ours);
    }
    Ok(checked)
}

/// Reads the flake and runs the rules over it.
fn look(context: &Context, args: &Args, around: Option<Around>) -> Result<Checked> {
    let source = context.source()?;
    let files = context.files()?;
    let summaries = context.summaries()?;
    let mut hosts = hosts::discover_in(source, &files)?;
    let inventory = context.inventory()?;
    let matrix = secrets::read(source, inventory, None)?;
    let settings = args.settings(inventory, &source.flake_dir);
    let evaluated = evaluated::look(context, args, &settings, || hosts.all_nixos_names())?;
    let (facts, no_facts) = (evaluated.facts(), evaluated.no_facts());
    let rendered = rendered::of(source, inventory, &matrix);
    let input = Input {
        files: &files,
        summaries: &summaries,
        flake_dir: &source.flake_dir,
        hosts: Some(&hosts),
        inventory,
        secrets: Some(&matrix),
        rotations: Some(&look_at_rotations(&matrix)),
        rendered: rendered.as_ref(),
        facts: facts.as_ref(),
        no_facts: &no_facts,
        pinned: &Pinned::of(source, context.is_cached()),
        settings: &settings,
        today: args.today(),
    };
    let outcome = check::run(&input, RULES)?;
    let around = match (around, &args.changed_since) {
        (None, Some(revision)) => Some(changed::since(context, revision, &hosts, &matrix)?),
        (around, _) => around,
    };
    files.save();
    summaries.save();
    if let Some(inventory) = inventory {
        hosts.apply(inventory);
    }
    let (known, accepted) = (None, Vec::new());
    Ok(Checked { outcome, hosts, settings, evaluated, known, accepted, around })
}

/// `1 file`, `2 files`
fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
