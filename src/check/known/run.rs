//! Runs the rules over what evaluations say.

use std::collections::BTreeMap;

use super::Known;
use crate::check::budget::nw802_large_closure;
use crate::check::engine::{MISTAKES, NO_HOST_KEYS, NO_SECRETS};
use crate::check::input::{Input, Secrets};
use crate::check::outcome::Skipped;
use crate::check::plan::Plan;
use crate::check::rule::{Check, Rule};
use crate::check::sink::{Sink, locate};
use crate::model::facts::{FleetFacts, HostState};
use crate::model::finding::Finding;

/// What the rules over evaluations came to.
#[derive(Default)]
pub(in crate::check) struct Looked {
    /// What they found, for each host by itself.
    pub(in crate::check) findings: Vec<Finding>,
    /// Those that could not look at all hosts.
    pub(in crate::check) skipped: Vec<Skipped>,
}

/// Runs them.
pub(in crate::check) fn check(plan: &Plan, input: &Input<'_>) -> Looked {
    let mut looked = Looked::default();
    let Some(facts) = input.facts else {
        looked.skip_unevaluated(all(plan), input.no_facts);
        return looked;
    };
    if let Some(why) = not_evaluated(facts) {
        looked.skip_unevaluated(all(plan), &why);
    }
    let known = Known::new(input, facts);
    let here = input.inventory.map_or("", |inventory| inventory.file.as_str());
    let mut drafts = Vec::new();
    for (rule, check) in &plan.known {
        check(&known, &mut Sink::new(rule, here, &mut drafts));
    }
    match input.inventory.map(|inventory| &inventory.fleet) {
        Some(Some(said)) => {
            for (rule, check) in plan.known_fleet.iter().chain(&plan.known_closures) {
                check(&known, said, &mut Sink::new(rule, here, &mut drafts));
            }
            let unknown = nw802_large_closure::unknown(&known, said);
            if !unknown.is_empty() {
                let why = format!("not built here: {}", unknown.join(", "));
                looked.skip(codes(&plan.known_closures), &why);
            }
        }
        Some(None) => {
            looked.skip(codes(&plan.known_fleet).chain(codes(&plan.known_closures)), MISTAKES);
        }
        // Without an inventory nothing went unseen.
        None => {}
    }
    match input.secrets.map(|matrix| Secrets { matrix }) {
        Some(secrets) if secrets.has_host_keys() => {
            for (rule, check) in &plan.known_keys {
                check(&known, secrets.matrix, &mut Sink::new(rule, here, &mut drafts));
            }
        }
        Some(_) if !known.has_secrets() => {}
        Some(_) => looked.skip(codes(&plan.known_keys), NO_HOST_KEYS),
        None => looked.skip(codes(&plan.known_keys), NO_SECRETS),
    }
    looked.findings = locate(drafts, input.files.tree());
    looked
}

/// The rules over evaluations.
fn all(plan: &Plan) -> impl Iterator<Item = &'static Rule> {
    let with_inventory = codes(&plan.known_fleet).chain(codes(&plan.known_closures));
    codes(&plan.known).chain(with_inventory).chain(codes(&plan.known_keys))
}

fn codes<Check>(rules: &[(&'static Rule, Check)]) -> impl Iterator<Item = &'static Rule> {
    rules.iter().map(|(rule, _)| *rule)
}

/// Whether a rule saw all that it would have to see: of every host, all facts.
pub(in crate::check) fn saw_all(rule: &Rule, facts: Option<&FleetFacts>) -> bool {
    let over_hosts = matches!(
        rule.check,
        Check::Known(_) | Check::KnownFleet(_) | Check::KnownClosures(_) | Check::KnownKeys(_)
    );
    if !over_hosts {
        return true;
    }
    facts.is_some_and(|facts| {
        facts.hosts.values().all(|state| match state {
            HostState::Known(evaluated) => evaluated.facts.errors().is_empty(),
            HostState::Unknown(_) => false,
        })
    })
}

/// Which hosts were not evaluated, and why; none where all were.
fn not_evaluated(facts: &FleetFacts) -> Option<String> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (host, state) in &facts.hosts {
        if let HostState::Unknown(why) = state {
            by_reason.entry(why).or_default().push(host);
        }
    }
    let reasons = by_reason.iter().map(|(why, hosts)| format!("{}: {why}", hosts.join(", ")));
    let reasons: Vec<String> = reasons.collect();
    (!reasons.is_empty()).then(|| format!("not evaluated: {}", reasons.join("; ")))
}

impl Looked {
    fn skip(&mut self, rules: impl Iterator<Item = &'static Rule>, why: &str) {
        self.skipped.extend(rules.map(|rule| Skipped::new(rule.code, why)));
    }

    /// Notes that these rules lack an evaluation.
    fn skip_unevaluated(&mut self, rules: impl Iterator<Item = &'static Rule>, why: &str) {
        let skipped = |rule: &Rule| Skipped { unevaluated: true, ..Skipped::new(rule.code, why) };
        self.skipped.extend(rules.map(skipped));
    }
}
