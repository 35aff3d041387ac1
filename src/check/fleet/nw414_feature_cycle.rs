//! NW414: features that require one another.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet::{self, NamesFeature};

use super::cycles::cycles;
use super::steps;

pub static RULE: Rule = Rule {
    code: "NW414",
    name: "feature-cycle",
    severity: Severity::Error,
    summary: "Features require one another in a circle",
    explain: Explain {
        what: "A circle through `requires` of `features`.",
        why: "None of them can be understood, tried or removed without all the others: they are one feature.",
        example: r#"{ features.a.requires = [ "b" ]; features.b.requires = [ "a" ]; }"#,
        instead: r#"{ features.a.requires = [ "b" ]; features.b = { }; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    let requires = said.features.iter().map(|(name, feature)| {
        (name.as_str(), feature.requires.iter().map(NamesFeature::as_str).collect())
    });
    for cycle in cycles(&requires.collect()) {
        let Some(first) = cycle.first() else { continue };
        let message = format!("requires goes round: {} -> {first}", cycle.join(" -> "));
        fleet.at(sink, &steps!["features", *first, "requires"], message);
    }
}
