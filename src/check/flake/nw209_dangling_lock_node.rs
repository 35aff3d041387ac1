//! NW209: a lock entry that is not there.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::lock::{ProblemKind, Reading};
use crate::model::finding::Severity;

use super::lock_problems;

pub static RULE: Rule = Rule {
    code: "NW209",
    name: "dangling-lock-node",
    severity: Severity::Error,
    summary: "flake.lock refers to an entry that is not there",
    explain: Explain {
        what: "An input in flake.lock that names a node which does not exist, or the root node.",
        why: "Nix refuses the lock. It does not write such a thing: the file was edited or merged by hand.",
        example: r#"{ "nodes": { "root": { "inputs": { "nixpkgs": "nixpkgs_2" } } }, "root": "root", "version": 7 }"#,
        instead: "nix flake lock",
    },
    check: Check::LockText(check),
};

fn check(flake: &Flake<'_>, reading: &Reading, sink: &mut Sink<'_>) {
    let help = "make the lock anew: nix flake lock, after moving this one away";
    lock_problems(flake, reading, ProblemKind::Dangling, sink, help);
}
