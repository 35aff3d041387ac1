//! NW705: two services at one port.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::Listening;
use crate::model::finding::Severity;

use super::option;

pub static RULE: Rule = Rule {
    code: "NW705",
    name: "shared-port",
    severity: Severity::Warning,
    summary: "Two services listen on the same port",
    explain: Explain {
        what: "Two services of a host whose options give them the same port at the same address, or one of them at\n\
all addresses. It looks only where it is known at which address a service listens, and leaves\n\
services alone that have a network namespace of their own.",
        why: "Whichever starts second fails, and after the next boot that may be the other one.",
        example: r#"services.nginx.enable = true; and services.cadvisor = { enable = true; listenAddress = "0.0.0.0"; port = 80; };"#,
        instead: "services.cadvisor.port = 8081;",
    },
    check: Check::Known(check),
};

/// Services whose `port` and `address` are those of somebody else.
const NOT_LISTENING: &[&str] = &["gitlab", "mpdscribble", "nntp-proxy"];

/// Services of which no address stands for all of them.
const EVERYWHERE: &[&str] = &["nginx", "openssh"];

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let Some(isolated) = facts.isolated.value() else { continue };
        let listens = |it: &&Listening| {
            !isolated.contains(&it.service) && !NOT_LISTENING.contains(&it.service.as_str())
        };
        let all: Vec<(&Listening, Address<'_>)> = facts
            .listening
            .value()
            .into_iter()
            .flatten()
            .filter(listens)
            .filter_map(|it| Some((it, address(it)?)))
            .collect();
        let mut seen = BTreeSet::new();
        for (at, (second, theirs)) in all.iter().enumerate() {
            let clashes = |(first, own): &&(&Listening, Address<'_>)| {
                first.service != second.service
                    && (first.port, &first.protocol) == (second.port, &second.protocol)
                    && own.meets(theirs)
            };
            let Some((first, _)) = all.iter().take(at).find(clashes) else { continue };
            if !seen.insert((&first.service, &second.service, second.port)) {
                continue;
            }
            let option = option(&["services", &second.service, "port"]);
            let place = known.at_file(host.name, second.file.as_deref(), &option);
            let message = format!(
                "{} and {} listen on the same {} port {}",
                first.service, second.service, second.protocol, second.port
            );
            known.report(sink, host.name, &place, message);
        }
    }
}

/// Where a service listens.
enum Address<'a> {
    All,
    One(&'a str),
}

impl Address<'_> {
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One(own), Self::One(other)) => own == other,
            _ => true,
        }
    }
}

/// Where a service listens; none where that is not known, or is no address of IPv4.
fn address(it: &Listening) -> Option<Address<'_>> {
    match it.address.as_deref() {
        None => EVERYWHERE.contains(&it.service.as_str()).then_some(Address::All),
        Some("0.0.0.0" | "*" | "") => Some(Address::All),
        Some("localhost") => Some(Address::One("127.0.0.1")),
        Some(text) => text.parse::<Ipv4Addr>().is_ok().then_some(Address::One(text)),
    }
}
