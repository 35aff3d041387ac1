//! NW412: values that contradict each other.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;
use crate::model::fleet::{Host, Ipv6};

use super::cycles::needs;
use super::steps;

pub static RULE: Rule = Rule {
    code: "NW412",
    name: "contradiction",
    severity: Severity::Warning,
    summary: "Two values of a host contradict each other",
    explain: Explain {
        what: "A canary that is not in the first wave; a host that depends on one of a later wave; `ipv6 = off`\n\
beside a fixed IPv6 address, and `ipv6 = static` without one.",
        why: "Only one of the two can happen.",
        example: r#"{ rollout.waves = [ { name = "first"; } { name = "rest"; } ]; hosts.lab = { canary = true; wave = "rest"; }; }"#,
        instead: r#"{ rollout.waves = [ { name = "first"; } { name = "rest"; } ]; hosts.lab = { canary = true; wave = "first"; }; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for (name, host) in &said.hosts {
        let contradictions = [
            late_canary(said, host).map(|message| ("canary", message)),
            late_need(said, name, host).map(|message| ("dependsOn", message)),
            wrong_ipv6(host).map(|message| ("ipv6", message)),
        ];
        for (key, message) in contradictions.into_iter().flatten() {
            fleet.at(sink, &steps!["hosts", name.as_str(), key], message).host(name);
        }
    }
}

/// The place of a host's wave, from 0.
fn wave(said: &fleet::Fleet, host: &Host) -> Option<usize> {
    let wave = host.wave.as_ref()?;
    let waves = &said.rollout.as_ref()?.waves;
    waves.iter().position(|other| other.name == wave.as_str())
}

fn late_canary(said: &fleet::Fleet, host: &Host) -> Option<String> {
    let waves = &said.rollout.as_ref()?.waves;
    let late = host.canary && wave(said, host)? > 0;
    late.then(|| {
        let first = waves.first().map_or("", |wave| wave.name.as_str());
        format!("a canary goes first, and its wave comes after `{first}`")
    })
}

fn late_need(said: &fleet::Fleet, name: &str, host: &Host) -> Option<String> {
    let own = wave(said, host)?;
    let later = needs(said, name, host).find_map(|need| {
        let other = said.hosts.get(need)?;
        (wave(said, other)? > own).then_some((need, other.wave.as_ref()?))
    });
    later.map(|(need, wave)| {
        format!("{name} needs {need} to be up to date first, and that comes later, in `{wave}`")
    })
}

fn wrong_ipv6(host: &Host) -> Option<String> {
    let mut addresses = host.nics.iter().flat_map(|nic| &nic.addresses);
    let fixed = addresses.find(|address| {
        let address = address.as_str();
        address.contains(':') && !address.to_lowercase().starts_with("fe80")
    });
    match (host.ipv6?, fixed) {
        (Ipv6::Off, Some(address)) => {
            Some(format!("IPv6 is off, and an interface has the address {address}"))
        }
        (Ipv6::Static, None) => Some("no interface has an IPv6 address to set".to_owned()),
        _ => None,
    }
}
