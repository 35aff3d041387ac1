//! NW704: an open port without a reason.

use std::collections::BTreeSet;

use crate::check::fleet::steps;
use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::{HostFacts, OpenPorts};
use crate::model::finding::Severity;
use crate::model::fleet;
use crate::model::fleet::Protocol;

use super::there;

pub static RULE: Rule = Rule {
    code: "NW704",
    name: "port-without-reason",
    severity: Severity::Warning,
    summary: "A port is open, and the inventory gives no reason",
    explain: Explain {
        what: "A port that the firewall of a host lets in on all interfaces and that is not among the `ports` of\n\
the host in the inventory. It looks only at hosts that list any. What the inventory says elsewhere\n\
needs no second reason: sshd, by which the host is administered, and the `exporters` of the host.",
        why: "A port that nobody remembers opening is one that nobody closes.",
        example: r#"{ hosts.web.ports = [ { port = 443; reason = "the site"; } ]; } and networking.firewall.allowedTCPPorts = [ 443 8080 ];"#,
        instead: r#"{ hosts.web.ports = [ { port = 443; reason = "the site"; } { port = 8080; reason = "the old site"; } ]; }"#,
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some(entry) = said.hosts.get(host.name) else { continue };
        let facts = &host.evaluated.facts;
        let Some(firewall) = there(&facts.firewall).filter(|wall| wall.enable) else { continue };
        if entry.ports.is_empty() {
            continue;
        }
        let Some(explained) = explained(facts, entry) else { continue };
        let mut seen = BTreeSet::new();
        for open in firewall.open.iter().filter(|open| open.interface.is_none()) {
            let is_explained = |port| explained.contains(&(open.protocol.as_str(), port));
            let shown = shown(open);
            if (open.from..=open.to).all(is_explained) || !seen.insert(shown.clone()) {
                continue;
            }
            let place = match open.file.as_deref().and_then(|file| known.own(file)) {
                Some(file) => known.at_file(host.name, Some(file.as_str()), option(open)),
                None => known.at_inventory(&steps!["hosts", host.name, "ports"]),
            };
            let are = if open.from == open.to { "is" } else { "are" };
            let message =
                format!("{shown} {are} open on all interfaces, and the inventory gives no reason");
            known
                .report(sink, host.name, &place, message)
                .help(format!("close it, or add it to hosts.{}.ports of the inventory", host.name));
        }
    }
}

/// The ports for which there is a reason; none where some are not known.
fn explained<'a>(facts: &'a HostFacts, entry: &'a fleet::Host) -> Option<BTreeSet<(&'a str, u16)>> {
    let listed = entry.ports.iter().flat_map(|port| {
        let protocol = match port.protocol {
            Some(Protocol::Udp) => "udp",
            Some(Protocol::Tcp) | None => "tcp",
        };
        (port.port..=port.to.unwrap_or(port.port)).map(move |port| (protocol, port))
    });
    let ssh = there(&facts.ssh)?.ports.iter().map(|port| ("tcp", *port));
    let running = there(&facts.exporters)?;
    let watched = entry.exporters.iter().filter_map(|name| running.get(name.as_str()));
    Some(listed.chain(ssh).chain(watched.map(|exporter| ("tcp", exporter.port))).collect())
}

fn shown(open: &OpenPorts) -> String {
    let OpenPorts { protocol, from, to, .. } = open;
    if from == to {
        format!("{protocol} port {from}")
    } else {
        format!("{protocol} ports {from} to {to}")
    }
}

/// The option that opens them.
fn option(open: &OpenPorts) -> &'static str {
    match (open.protocol.as_str(), open.from == open.to) {
        ("udp", true) => "networking.firewall.allowedUDPPorts",
        ("udp", false) => "networking.firewall.allowedUDPPortRanges",
        (_, true) => "networking.firewall.allowedTCPPorts",
        (_, false) => "networking.firewall.allowedTCPPortRanges",
    }
}
