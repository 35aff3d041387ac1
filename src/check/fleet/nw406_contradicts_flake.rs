//! NW406: two words for the same thing.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::Discovered;
use crate::model::finding::Severity;
use crate::model::fleet;
use crate::model::host::{HostKind, Said};

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW406",
    name: "contradicts-flake",
    severity: Severity::Warning,
    summary: "The inventory says other than the flake",
    explain: Explain {
        what: "A `system` of the inventory that differs from the one the flake builds the host for, and a `target`\n\
none of whose addresses is the one that the `deploy.nodes` of deploy-rs or a colmena hive name.",
        why: "nixward believes the inventory, other tools the flake: one of the two reaches the wrong machine or\n\
builds for the wrong platform.",
        example: r#"{ hosts.nas.system = "x86_64-linux"; } beside nixosSystem { system = "aarch64-linux"; .. }"#,
        instead: r#"{ hosts.nas.system = "aarch64-linux"; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    let hosts = fleet.hosts.iter().flat_map(|hosts| &hosts.hosts);
    for Discovered { host, .. } in hosts.filter(|found| found.host.kind != HostKind::Home) {
        let Some(entry) = said.hosts.get(&host.name) else { continue };
        if let (Some(system), Some(other)) = (entry.system, &host.system)
            && system.as_str() != other.value
        {
            let message = format!(
                "the inventory says {}, and {} builds {} for {}",
                system.as_str(),
                other.by.as_str(),
                host.name,
                other.value
            );
            let steps = steps!["hosts", host.name.as_str(), "system"];
            let draft = fleet.at(sink, &steps, message);
            draft.host(&host.name).help(whose(other));
        }
        if let (Some(target), Some(other)) = (&entry.target, &host.target)
            && !target.addresses.is_empty()
            && !target.addresses.iter().any(|address| address.as_str() == address_of(&other.value))
        {
            let message = format!(
                "{} reaches {} at {}, which is none of these addresses",
                other.by.as_str(),
                host.name,
                address_of(&other.value)
            );
            let steps = steps!["hosts", host.name.as_str(), "target", "addresses"];
            fleet.at(sink, &steps, message).host(&host.name).help(whose(other));
        }
    }
}

/// `user@address:port` without user and port.
fn address_of(target: &str) -> &str {
    let address = target.rsplit_once('@').map_or(target, |(_, address)| address);
    match address.rsplit_once(':') {
        Some((before, port)) if !before.contains(':') && port.parse::<u16>().is_ok() => before,
        _ => address,
    }
}

fn whose(said: &Said<String>) -> String {
    match &said.at {
        Some(at) => format!("the other word stands at {}:{}", at.file, at.line),
        None => "leave it out here to follow the flake".to_owned(),
    }
}
