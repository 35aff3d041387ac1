//! NW404: a host of the inventory that the flake does not define.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::Discovery;
use crate::flake::similar::nearest;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW404",
    name: "host-not-in-flake",
    severity: Severity::Warning,
    summary: "The inventory has a host that the flake does not define",
    explain: Explain {
        what: "A name in `hosts` of the inventory that is none of nixosConfigurations, darwinConfigurations,\n\
homeConfigurations or a colmena hive. It looks only where all names of the flake are known.",
        why: "Nothing of what the entry says ever happens: there is no such host to deploy, to check or to watch.",
        example: "{ hosts.nsa = { }; } beside nixosConfigurations.nas",
        instead: "{ hosts.nas = { }; }",
    },
    check: Check::FleetHosts(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, hosts: &Discovery, sink: &mut Sink<'_>) {
    let defined: Vec<&str> = hosts.hosts.iter().map(|found| found.host.name.as_str()).collect();
    for name in said.hosts.keys().filter(|name| !defined.contains(&name.as_str())) {
        let message = format!("the flake defines no host `{name}`");
        let draft = fleet.at(sink, &steps!["hosts", name.as_str()], message);
        draft.host(name);
        let free = defined.iter().copied().filter(|name| !said.hosts.contains_key(*name));
        if let Some(near) = nearest(name, free) {
            draft.help(format!("did you mean `{near}`?"));
        }
    }
}
