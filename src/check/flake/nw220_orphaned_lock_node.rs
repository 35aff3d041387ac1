//! NW220: a lock entry that nothing leads to.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::lock::Lock;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW220",
    name: "orphaned-lock-node",
    severity: Severity::Info,
    summary: "flake.lock has an entry that nothing leads to",
    explain: Explain {
        what: "A node of flake.lock that no chain of inputs reaches from the root.",
        why: "Nix does not look at it, but whoever reads the lock or scans it for old revisions does. Nix does not write\n\
such a thing: the file was edited or merged by hand.",
        example: r#"{
  "nodes": {
    "left-over": { "locked": { }, "original": { } },
    "root": { }
  },
  "root": "root",
  "version": 7
}"#,
        instead: r#"{ "nodes": { "root": { } }, "root": "root", "version": 7 }"#,
    },
    check: Check::Lock(check),
};

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    for (_, node) in lock.nodes().filter(|(_, node)| !node.reachable) {
        let message = format!("no input leads to the entry `{}`", node.name);
        sink.in_file(flake.lock_file.as_str(), Some(node.name_span), message)
            .help("remove it; nix flake update does so");
    }
}
