//! NW803: more failing hosts than there may be.

use crate::check::fleet::steps;
use crate::check::known::{Known, KnownHost};
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::{ErrorKind, FactError};
use crate::model::finding::Severity;
use crate::model::fleet;

pub static RULE: Rule = Rule {
    code: "NW803",
    name: "failing-hosts",
    severity: Severity::Error,
    summary: "More hosts fail to evaluate than the inventory allows",
    explain: Explain {
        what: "The number of hosts that do not evaluate, or whose assertions fail, where it is more than\n\
`check.failingHosts` of the inventory.",
        why: "A fleet that is being repaired may have some of them for a while, and never more than yesterday.",
        example: "{ check.failingHosts = 2; } and three hosts that fail",
        instead: "{ check.failingHosts = 2; } and two hosts that fail",
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    let Some(limit) = said.check.as_ref().and_then(|check| check.failing_hosts) else { return };
    let failing: Vec<&str> = known.hosts().filter(fails).map(|host| host.name).collect();
    if failing.len() > limit as usize {
        let fail = if failing.len() == 1 { "host fails" } else { "hosts fail" };
        let message =
            format!("{} {fail}, and there may be {limit}: {}", failing.len(), failing.join(", "));
        known.about_inventory(sink, &steps!["check", "failingHosts"], message);
    }
}

fn fails(host: &KnownHost<'_>) -> bool {
    let is_own = |error: &&FactError| {
        matches!(
            error.kind,
            ErrorKind::Evaluation | ErrorKind::InfiniteRecursion | ErrorKind::UnknownOption
        )
    };
    let assertions = host.evaluated.facts.assertions.value();
    host.errors().iter().any(is_own) || assertions.is_some_and(|failed| !failed.is_empty())
}
