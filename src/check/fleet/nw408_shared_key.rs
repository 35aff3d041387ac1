//! NW408: a host key that two hosts have.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::marks::Marks;
use super::steps;

pub static RULE: Rule = Rule {
    code: "NW408",
    name: "shared-key",
    severity: Severity::Warning,
    summary: "Two hosts have the same host key",
    explain: Explain {
        what: "A `target.hostKey` that two hosts have, or that a host shares with an admin.",
        why: "Host keys tell machines apart and open their secrets. With the same one, each host can read the\n\
secrets of the other, and nobody notices when one answers in place of the other.",
        example: "{ hosts.a.target.hostKey = k; hosts.b.target.hostKey = k; }",
        instead: "{ hosts.a.target.hostKey = a; hosts.b.target.hostKey = b; }",
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    let mut marks = Marks::default();
    for (name, admin) in &said.admins {
        for (index, key) in admin.keys.iter().enumerate() {
            let steps = steps!["admins", name.as_str(), "keys", index];
            marks.add(bare(key.as_str()), "", &format!("the admin {name}"), &steps);
        }
    }
    for (name, host) in &said.hosts {
        let key = host.target.as_ref().and_then(|target| target.host_key.as_ref());
        if let Some(key) = key {
            let steps = steps!["hosts", name.as_str(), "target", "hostKey"];
            marks.add(bare(key.as_str()), "", name, &steps);
        }
    }
    marks.report(fleet, sink, |mark| {
        format!("the host key of {} is also that of {}", mark.owner, mark.first)
    });
}

/// Type and body, without the comment.
fn bare(key: &str) -> String {
    key.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}
