//! `nixward secrets check`

use jiff::{Timestamp, tz::TimeZone};

use crate::check::{self, Input, Outcome, RULES, Rule, Settings};
use crate::cmd::check::{print_outcome, skipped_rules};
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::flake::hosts;
use crate::flake::options::Pinned;
use crate::model::finding::Severity;
use crate::model::report::{FindingRow, SecretsCheckReport};
use crate::model::secrets::SecretMatrix;
use crate::secrets::rotation::look::look;

pub(super) fn run(context: &Context, matrix: &SecretMatrix, format: FormatArgs) -> Result<Exit> {
    let outcome = outcome(context, matrix, |rule| rule.code.starts_with("NW5"))?;
    match format.get() {
        Format::Json => {
            let report = SecretsCheckReport {
                findings: outcome.findings.iter().map(FindingRow::from).collect(),
                skipped: skipped_rules(&outcome),
            };
            context.ui.json(&context.root()?, &report)?;
        }
        Format::Human => {
            print_outcome(context, &context.source()?.tree, &outcome)?;
            if outcome.findings.is_empty() {
                context.ui.note(&format!("nothing found in {} secrets", matrix.secrets.len()));
            }
        }
    }
    let drifts = outcome.worst().is_some_and(|worst| worst >= Severity::Warning);
    Ok(if drifts { Exit::Findings } else { Exit::Fine })
}

/// What the wanted rules of `nixward check` find.
pub(super) fn outcome(
    context: &Context,
    matrix: &SecretMatrix,
    wanted: impl Fn(&Rule) -> bool,
) -> Result<Outcome> {
    let source = context.source()?;
    let inventory = context.inventory()?;
    let (files, summaries) = (context.files()?, context.summaries()?);
    // Secrets need no flake around them.
    let flake = source.flake_dir.join("flake.nix");
    let has_flake = flake.map(|flake| source.tree.kind(&flake)).transpose()?.flatten().is_some();
    let hosts = has_flake.then(|| hosts::discover_in(source, &files)).transpose()?;
    let settings = inventory.map(|inventory| Settings::of(inventory, &source.flake_dir));
    let input = Input {
        files: &files,
        summaries: &summaries,
        flake_dir: &source.flake_dir,
        hosts: hosts.as_ref(),
        inventory,
        secrets: Some(matrix),
        rotations: Some(&look(matrix)),
        rendered: None,
        facts: None,
        no_facts: "only rules about secrets were asked for",
        pinned: &Pinned::default(),
        settings: &settings.unwrap_or_default(),
        today: Timestamp::now().to_zoned(TimeZone::UTC).date(),
    };
    let rules: Vec<&'static Rule> = RULES.iter().copied().filter(|rule| wanted(rule)).collect();
    check::run(&input, &rules)
}
