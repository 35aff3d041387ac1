//! Runs the rules over what evaluations say.

use std::collections::BTreeMap;

use super::Known;
use crate::check::engine::{MISTAKES, Skipped};
use crate::check::input::Input;
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
    let all = || plan.known.iter().map(|it| it.0).chain(plan.known_fleet.iter().map(|it| it.0));
    let Some(facts) = input.facts else {
        looked.skip(all(), input.no_facts);
        return looked;
    };
    if let Some(why) = not_evaluated(facts) {
        looked.skip(all(), &why);
    }
    let known = Known::new(input, facts);
    let here = input.inventory.map_or("", |inventory| inventory.file.as_str());
    let mut drafts = Vec::new();
    for (rule, check) in &plan.known {
        check(&known, &mut Sink::new(rule, here, &mut drafts));
    }
    match input.inventory.map(|inventory| &inventory.fleet) {
        Some(Some(said)) => {
            for (rule, check) in &plan.known_fleet {
                check(&known, said, &mut Sink::new(rule, here, &mut drafts));
            }
        }
        Some(None) => looked.skip(plan.known_fleet.iter().map(|it| it.0), MISTAKES),
        // Without an inventory nothing went unseen.
        None => {}
    }
    looked.findings = locate(drafts, input.files.tree());
    looked
}

/// Whether a rule saw all that it would have to see: of every host, all facts.
pub(in crate::check) fn saw_all(rule: &Rule, facts: Option<&FleetFacts>) -> bool {
    if !matches!(rule.check, Check::Known(_) | Check::KnownFleet(_)) {
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
        self.skipped.extend(rules.map(|rule| Skipped { code: rule.code, why: why.to_owned() }));
    }
}
