//! What a check says: the findings, and which rules did not look.

use std::collections::BTreeMap;
use std::time::Instant;

use super::Checked;
use super::args::{Args, Form};
use super::changed::Around;
use super::evaluated::Evaluated;
use crate::check::{self, Fingerprint, NOT_CHOSEN, Outcome, RULES};
use crate::cmd::explain;
use crate::context::Context;
use crate::error::Result;
use crate::flake::hosts::Discovery;
use crate::model::finding::Finding;
use crate::model::host::{Host, HostKind};
use crate::model::report::{CheckReport, CheckedHost, Eval, FindingRow, SkippedRule, Stats, Tiers};
use crate::model::rule::{Findings, RuleCount, RuleInfo};
use crate::tree::{RelPath, Tree};
use crate::ui::Ui;

/// Prints it in the form asked for.
pub(super) fn show(
    context: &Context,
    args: &Args,
    checked: &Checked,
    started: Instant,
) -> Result<()> {
    match args.form() {
        Form::Human => print(context, args, checked, started),
        Form::Json => context.ui.json(&context.root()?, &report(checked, started)),
        Form::Sarif => for_programs(context, &checked.outcome, Ui::sarif),
        Form::Junit => for_programs(context, &checked.outcome, Ui::junit),
        Form::Github => for_programs(context, &checked.outcome, Ui::github),
        Form::Gitlab => for_programs(context, &checked.outcome, Ui::gitlab),
    }
}

/// Prints what other programs read.
fn for_programs(
    context: &Context,
    outcome: &Outcome,
    print: impl FnOnce(&Ui, &Findings<'_>) -> Result<()>,
) -> Result<()> {
    let source = context.source()?;
    let fingerprints = check::fingerprints(&outcome.findings, &source.tree);
    let skipped: BTreeMap<&str, &str> =
        outcome.skipped.iter().map(|rule| (rule.code, rule.why.as_str())).collect();
    let rules: Vec<RuleInfo> = RULES
        .iter()
        .map(|rule| RuleInfo {
            code: rule.code,
            name: rule.name,
            severity: rule.severity,
            summary: rule.summary,
            page: explain::page(rule),
            skipped: skipped.get(rule.code).map(|why| (*why).to_owned()),
        })
        .collect();
    let flake = source.flake_dir.join("flake.nix").unwrap_or_else(RelPath::root);
    let report = Findings {
        root: &context.root()?,
        flake: flake.as_str(),
        rules: &rules,
        findings: &outcome.findings,
        fingerprints: &fingerprints.iter().map(Fingerprint::word).collect::<Vec<_>>(),
    };
    print(&context.ui, &report)
}

fn print(context: &Context, args: &Args, checked: &Checked, started: Instant) -> Result<()> {
    let outcome = &checked.outcome;
    let inventory = context.inventory()?;
    let (shown, counted): (Vec<&Finding>, Vec<&Finding>) =
        outcome.findings.iter().partition(|finding| args.shows(finding, inventory));
    let tree = &context.source()?.tree;
    print_findings(context, tree, &shown)?;
    context.ui.counts("infos, each of which --info prints:", &counts(&counted))?;
    note_skipped(context, outcome);
    if let Some(around) = &checked.around {
        context.ui.note(&around.sentence());
    }
    let files = usize::try_from(outcome.files).unwrap_or(usize::MAX);
    context.ui.summary(&outcome.findings, files, started.elapsed());
    Ok(())
}

/// How many findings there are of each rule, the most first.
fn counts(findings: &[&Finding]) -> Vec<RuleCount> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.code).or_default() += 1;
    }
    let count =
        |(code, count)| Some(RuleCount { code, summary: check::find(code)?.summary, count });
    let mut counts: Vec<RuleCount> = counts.into_iter().filter_map(count).collect();
    counts.sort_by_key(|row| std::cmp::Reverse(row.count));
    counts
}

/// Prints all findings and which rules did not look.
pub(in crate::cmd) fn print_outcome(
    context: &Context,
    tree: &Tree,
    outcome: &Outcome,
) -> Result<()> {
    print_findings(context, tree, &outcome.findings.iter().collect::<Vec<_>>())?;
    note_skipped(context, outcome);
    Ok(())
}

fn print_findings(context: &Context, tree: &Tree, findings: &[&Finding]) -> Result<()> {
    context.ui.findings(findings, |file| tree.read_text(&RelPath::new(file)?).ok())
}

fn note_skipped(context: &Context, outcome: &Outcome) {
    // Whoever asked for one rule knows that the others did not look, and which hosts are not
    // evaluated is no matter of each rule.
    let is_news = |rule: &&check::Skipped| rule.why != NOT_CHOSEN && !rule.unevaluated;
    let skipped: Vec<_> = outcome.skipped.iter().filter(is_news).collect();
    for skipped in skipped.chunk_by(|a, b| a.why == b.why) {
        let codes: Vec<&str> = skipped.iter().map(|rule| rule.code).collect();
        let why = skipped.first().map_or("", |rule| rule.why.as_str());
        context.ui.note(&format!("skipped {}: {why}", codes.join(" ")));
    }
}

/// The rules that did not look, for reports.
pub(in crate::cmd) fn skipped_rules(outcome: &Outcome) -> Vec<SkippedRule> {
    let skipped = outcome.skipped.iter();
    skipped.map(|rule| SkippedRule { code: rule.code, reason: rule.why.clone() }).collect()
}

fn report(checked: &Checked, started: Instant) -> CheckReport {
    let Checked { outcome, hosts, known, around, evaluated, .. } = checked;
    CheckReport {
        tiers: Tiers { static_: "ran".to_owned(), eval: evaluated.tier() },
        hosts: checked_hosts(hosts, evaluated),
        hosts_incomplete: !hosts.is_complete(),
        findings: outcome.findings.iter().map(FindingRow::from).collect(),
        skipped: skipped_rules(outcome),
        known: known.clone(),
        changed: around.as_ref().map(Around::report),
        stats: Stats {
            files: outcome.files,
            bytes: outcome.bytes,
            ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        },
    }
}

/// The hosts that the files tell of, and those that only an evaluation does.
fn checked_hosts(discovery: &Discovery, evaluated: &Evaluated) -> Vec<CheckedHost> {
    let eval = |host: &Host| match host.kind {
        HostKind::Nixos => evaluated.host(&host.name),
        _ => Eval::skipped("only hosts of nixosConfigurations are evaluated"),
    };
    let found = discovery.hosts.iter();
    let is_found = |name: &str| {
        found.clone().any(|it| it.host.kind == HostKind::Nixos && it.host.name == name)
    };
    let others = evaluated.names().filter(|name| !is_found(name));
    let mut hosts: Vec<CheckedHost> =
        others.map(|name| CheckedHost::evaluated(name, evaluated.host(name))).collect();
    hosts.extend(found.clone().map(|found| CheckedHost::new(&found.host, eval(&found.host))));
    hosts.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    hosts
}
