//! NW801: an evaluation beyond its budget.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::budget;

pub static RULE: Rule = Rule {
    code: "NW801",
    name: "slow-evaluation",
    severity: Severity::Warning,
    summary: "Evaluating a host takes longer than its budget",
    explain: Explain {
        what: "A host whose evaluation took longer than `budgets.evaluation` of its entry in the inventory, or else\n\
of the fleet. For a host that was not evaluated anew it is the time that the evaluation took which\n\
is remembered.",
        why: "Every check, every deployment and every commit of everybody waits for it.",
        example: r#"{ budgets.evaluation = "10s"; } and a host that takes 25 seconds"#,
        instead: r#"{ budgets.evaluation = "10s"; hosts.big.budgets.evaluation = "30s"; }"#,
    },
    check: Check::KnownFleet(check),
};

/// Milliseconds of a second.
const SECOND: u64 = 1000;

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some((budget, steps)) = budget(said, host.name, "evaluation", |it| it.evaluation)
        else {
            continue;
        };
        let (took, limit) = (host.evaluated.ms, budget.seconds().saturating_mul(SECOND));
        if took > limit {
            let place = known.at_inventory(&steps);
            let message = format!(
                "evaluating {} took {}.{} s, and its budget is {} s",
                host.name,
                took / SECOND,
                took % SECOND / 100,
                budget.seconds()
            );
            known.report(sink, host.name, &place, message);
        }
    }
}
