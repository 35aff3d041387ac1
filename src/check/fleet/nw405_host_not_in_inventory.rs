//! NW405: a host that the inventory does not have.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::Discovery;
use crate::model::finding::Severity;
use crate::model::fleet;
use crate::model::host::HostKind;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW405",
    name: "host-not-in-inventory",
    severity: Severity::Info,
    summary: "The flake defines a host that the inventory does not have",
    explain: Explain {
        what: "A name in nixosConfigurations, darwinConfigurations or a colmena hive that the inventory does not\n\
have, where it has hosts at all.",
        why: "What is made from the inventory leaves the host out: it is not watched, not backed up, and reached\n\
with defaults.",
        example: "nixosConfigurations.nas, and { hosts.web = { }; }",
        instead: "{ hosts.web = { }; hosts.nas = { }; }",
    },
    check: Check::FleetHosts(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, hosts: &Discovery, sink: &mut Sink<'_>) {
    if said.hosts.is_empty() {
        return;
    }
    let machines = hosts.hosts.iter().filter(|found| found.host.kind != HostKind::Home);
    for name in machines.map(|found| &found.host.name) {
        if !said.hosts.contains_key(name) {
            let message = format!("the inventory does not have the host `{name}`");
            fleet.at(sink, &steps!["hosts"], message).host(name);
        }
    }
}
