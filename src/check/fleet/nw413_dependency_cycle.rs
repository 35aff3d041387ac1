//! NW413: hosts that wait for one another.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::inventory::Step;
use crate::model::finding::Severity;
use crate::model::fleet::{self, NamesHost};

use super::cycles::{cycles, needs};
use super::steps;

pub static RULE: Rule = Rule {
    code: "NW413",
    name: "dependency-cycle",
    severity: Severity::Error,
    summary: "Hosts wait for one another in a circle",
    explain: Explain {
        what: "A circle of hosts through `dependsOn` (tags count for the hosts that have them), through `parent`,\n\
or through `target.jump`.",
        why: "There is no order in which they could be deployed, and no way to reach them.",
        example: r#"{ hosts.a.dependsOn = [ "b" ]; hosts.b.dependsOn = [ "a" ]; }"#,
        instead: r#"{ hosts.a.dependsOn = [ "b" ]; hosts.b = { }; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    let hosts = || said.hosts.iter();
    let depends = hosts().map(|(name, host)| (name.as_str(), needs(said, name, host).collect()));
    let parents = hosts()
        .map(|(name, host)| (name.as_str(), host.parent.iter().map(NamesHost::as_str).collect()));
    let jumps = hosts().map(|(name, host)| {
        let jump = host.target.iter().filter_map(|target| target.jump.as_ref());
        (name.as_str(), jump.map(NamesHost::as_str).collect())
    });
    let report = |sink: &mut Sink<'_>, cycle: &[&str], what: &str, key: &[Step]| {
        let Some(first) = cycle.first() else { return };
        let steps: Vec<Step> =
            steps!["hosts", *first].into_iter().chain(key.iter().cloned()).collect();
        let message = format!("{what} goes round: {} -> {first}", cycle.join(" -> "));
        fleet.at(sink, &steps, message).host(*first);
    };
    for cycle in cycles(&depends.collect()) {
        report(sink, &cycle, "dependsOn", &steps!["dependsOn"]);
    }
    for cycle in cycles(&parents.collect()) {
        report(sink, &cycle, "parent", &steps!["parent"]);
    }
    for cycle in cycles(&jumps.collect()) {
        report(sink, &cycle, "target.jump", &steps!["target", "jump"]);
    }
}
