//! NW210: a lock entry follows nothing.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::lock::{ProblemKind, Reading};
use crate::model::finding::Severity;

use super::lock_problems;

pub static RULE: Rule = Rule {
    code: "NW210",
    name: "lock-follows-nowhere",
    severity: Severity::Error,
    summary: "flake.lock has a follows that leads nowhere",
    explain: Explain {
        what: "An input in flake.lock that follows a path of inputs which ends nowhere, or at itself.",
        why: "Nix refuses the lock. Usually an input was removed from flake.nix that others still follow.",
        example: r#"{ "nodes": { "root": { "inputs": { "a": ["b"] } } }, "root": "root", "version": 7 }"#,
        instead: "nix flake lock",
    },
    check: Check::LockText(check),
};

fn check(flake: &Flake<'_>, reading: &Reading, sink: &mut Sink<'_>) {
    let help = "look for the follows in flake.nix, then: nix flake lock";
    lock_problems(flake, reading, ProblemKind::Follows, sink, help);
}
