//! NW411: a target that is another host.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW411",
    name: "target-of-another",
    severity: Severity::Warning,
    summary: "The target of a host is the name of another",
    explain: Explain {
        what: "An address in `target.addresses` that is the attribute name of another host of the inventory.",
        why: "A deployment of the one reaches the other.",
        example: r#"{ hosts.web.target.addresses = [ "nas" ]; hosts.nas = { }; }"#,
        instead: r#"{ hosts.web.target.addresses = [ "web" ]; hosts.nas = { }; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for (name, host) in &said.hosts {
        let addresses = host.target.iter().flat_map(|target| &target.addresses);
        for (index, address) in addresses.enumerate() {
            let other = address.as_str();
            if other != name && said.hosts.contains_key(other) && !is_behind(host, other) {
                let message = format!("{name} is reached at `{other}`, which is another host");
                let steps = steps!["hosts", name.as_str(), "target", "addresses", index];
                fleet.at(sink, &steps, message).host(name);
            }
        }
    }
}

/// A forwarded port on the machine that a host runs on, or jumps through, is a way to it.
fn is_behind(host: &fleet::Host, other: &str) -> bool {
    let target = host.target.as_ref();
    let jump = target.and_then(|target| target.jump.as_ref());
    let port = target.and_then(|target| target.port).unwrap_or(22);
    port != 22
        || host.parent.as_ref().is_some_and(|parent| parent.as_str() == other)
        || jump.is_some_and(|jump| jump.as_str() == other)
}
