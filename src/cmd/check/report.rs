//! What a check says: the findings, and which rules did not look.

use std::time::Instant;

use super::Checked;
use crate::check::Outcome;
use crate::cmd::format::Format;
use crate::context::Context;
use crate::error::Result;
use crate::model::report::{CheckReport, CheckedHost, Eval, FindingRow, SkippedRule, Stats, Tiers};
use crate::tree::{RelPath, Tree};

/// Why nothing is evaluated.
pub(super) const NO_EVALUATION: &str = "evaluation is not available in this version";

/// Prints it in the form asked for.
pub(super) fn show(
    context: &Context,
    format: Format,
    checked: &Checked,
    started: Instant,
) -> Result<()> {
    match format {
        Format::Human => print(context, &checked.outcome, started),
        Format::Json => context.ui.json(&context.root()?, &report(checked, started)),
    }
}

fn print(context: &Context, outcome: &Outcome, started: Instant) -> Result<()> {
    print_outcome(context, &context.source()?.tree, outcome)?;
    let files = usize::try_from(outcome.files).unwrap_or(usize::MAX);
    context.ui.summary(&outcome.findings, files, started.elapsed());
    Ok(())
}

/// Prints the findings and which rules did not look.
pub(in crate::cmd) fn print_outcome(
    context: &Context,
    tree: &Tree,
    outcome: &Outcome,
) -> Result<()> {
    context.ui.findings(&outcome.findings, |file| tree.read_text(&RelPath::new(file)?).ok())?;
    for skipped in outcome.skipped.chunk_by(|a, b| a.why == b.why) {
        let codes: Vec<&str> = skipped.iter().map(|rule| rule.code).collect();
        let why = skipped.first().map_or("", |rule| rule.why.as_str());
        context.ui.note(&format!("skipped {}: {why}", codes.join(" ")));
    }
    Ok(())
}

/// The rules that did not look, for reports.
pub(in crate::cmd) fn skipped_rules(outcome: &Outcome) -> Vec<SkippedRule> {
    let skipped = outcome.skipped.iter();
    skipped.map(|rule| SkippedRule { code: rule.code, reason: rule.why.clone() }).collect()
}

fn report(Checked { outcome, hosts }: &Checked, started: Instant) -> CheckReport {
    CheckReport {
        tiers: Tiers { static_: "ran".to_owned(), eval: format!("skipped: {NO_EVALUATION}") },
        hosts: hosts
            .hosts
            .iter()
            .map(|found| CheckedHost::new(&found.host, Eval::skipped(NO_EVALUATION)))
            .collect(),
        hosts_incomplete: !hosts.is_complete(),
        findings: outcome.findings.iter().map(FindingRow::from).collect(),
        skipped: skipped_rules(outcome),
        stats: Stats {
            files: outcome.files,
            bytes: outcome.bytes,
            ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        },
    }
}
