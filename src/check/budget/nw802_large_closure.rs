//! NW802: a closure beyond its budget.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::inventory::Step;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::budget;

/// What there is to say of it; who measures closures asks whether it is wanted.
pub static RULE: Rule = Rule {
    code: "NW802",
    name: "large-closure",
    severity: Severity::Warning,
    summary: "The system of a host is larger than its budget",
    explain: Explain {
        what: "A host whose closure, which is its system and all that it needs, is larger than `budgets.closureGib`\n\
of its entry in the inventory, or else of the fleet. The size is that of the system in this store;\n\
where a host is not built, the rule says that it could not look.",
        why: "A system that does not fit twice on its disk cannot be upgraded, and what is large is slow to copy.",
        example: "{ budgets.closureGib = 8; } and a host of 11 GiB",
        instead: "{ budgets.closureGib = 8; hosts.studio.budgets.closureGib = 16; }",
    },
    check: Check::KnownClosures(check),
};

/// Bytes of a GiB.
const GIB: f64 = 1_073_741_824.0;

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some((budget, steps)) = limit(said, host.name) else { continue };
        let Some(bytes) = known.facts.closures.get(host.name) else { continue };
        #[expect(clippy::cast_precision_loss, reason = "no closure is as large as that")]
        let size = *bytes as f64 / GIB;
        if size > budget {
            let place = known.at_inventory(&steps);
            let message = format!(
                "the closure of {} has {size:.1} GiB, and its budget is {budget} GiB",
                host.name
            );
            known.report(sink, host.name, &place, message);
        }
    }
}

/// Whether a host has such a budget, so that somebody should look how large it is.
pub fn applies(said: &fleet::Fleet, host: &str) -> bool {
    limit(said, host).is_some()
}

/// The evaluated hosts that have such a budget and whose size is not known.
pub fn unknown<'a>(known: &Known<'a>, said: &fleet::Fleet) -> Vec<&'a str> {
    let hosts = known.hosts().map(|host| host.name);
    let is_unknown =
        |name: &&str| limit(said, name).is_some() && !known.facts.closures.contains_key(*name);
    hosts.filter(is_unknown).collect()
}

fn limit(said: &fleet::Fleet, host: &str) -> Option<(f64, Vec<Step>)> {
    budget(said, host, "closureGib", |budgets| budgets.closure_gib)
}
