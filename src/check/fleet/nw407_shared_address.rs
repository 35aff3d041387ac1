//! NW407: an address that two hosts have.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::marks::Marks;
use super::steps;

pub static RULE: Rule = Rule {
    code: "NW407",
    name: "shared-address",
    severity: Severity::Warning,
    summary: "Two hosts have the same address",
    explain: Explain {
        what: "An address that stands in `target.addresses` of two hosts with the same port and no `jump`, a fixed\n\
address that two interfaces of the same segment have, and a hardware address that two interfaces\n\
have.",
        why: "One of the two is deployed to, or answers, in place of the other.",
        example: r#"{ hosts.a.target.addresses = [ "192.0.2.1" ]; hosts.b.target.addresses = [ "192.0.2.1" ]; }"#,
        instead: r#"{ hosts.a.target.addresses = [ "192.0.2.1" ]; hosts.b.target.addresses = [ "192.0.2.2" ]; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    let mut marks = Marks::default();
    for (name, host) in &said.hosts {
        let host_name = name.as_str();
        // Behind another host the same private address may well be another machine.
        let target = host.target.iter().filter(|target| target.jump.is_none());
        for (index, address) in target.clone().flat_map(|target| &target.addresses).enumerate() {
            let port = target.clone().find_map(|target| target.port).unwrap_or(22);
            let steps = steps!["hosts", host_name, "target", "addresses", index];
            // Nobody else than that host; NW411 says so.
            if said.hosts.contains_key(address.as_str()) {
                continue;
            }
            let key = format!("target {}:{port}", address.as_str().to_lowercase());
            marks.add(key, address.as_str(), host_name, &steps);
        }
        for (index, nic) in host.nics.iter().enumerate() {
            for address in &nic.addresses {
                let Some(segment) = &nic.segment else { continue };
                let bare = address.as_str().split('/').next().unwrap_or_default();
                let steps = steps!["hosts", host_name, "nics", index, "addresses"];
                marks.add(format!("nic {segment} {bare}"), bare, host_name, &steps);
            }
            if let Some(mac) = &nic.mac {
                let steps = steps!["hosts", host_name, "nics", index, "mac"];
                marks.add(mac.as_str().to_lowercase(), mac.as_str(), host_name, &steps);
            }
        }
    }
    marks.report(fleet, sink, |mark| {
        format!("{} is also the address of {}", mark.shown, mark.first)
    });
}
