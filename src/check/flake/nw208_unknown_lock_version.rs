//! NW208: a lock of an unknown version.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::lock::{ProblemKind, Reading};
use crate::model::finding::Severity;

use super::lock_problems;

pub static RULE: Rule = Rule {
    code: "NW208",
    name: "unknown-lock-version",
    severity: Severity::Error,
    summary: "flake.lock has a version that nixward does not know",
    explain: Explain {
        what: "A flake.lock whose `version` is not 5, 6 or 7.",
        why: "Nix 2.34 refuses it. Where a newer Nix wrote it, nixward has to learn that version first: no rule looks\n\
at the lock.",
        example: r#"{ "nodes": { }, "root": "root", "version": 8 }"#,
        instead: r#"{ "nodes": { "root": { } }, "root": "root", "version": 7 }"#,
    },
    check: Check::LockText(check),
};

fn check(flake: &Flake<'_>, reading: &Reading, sink: &mut Sink<'_>) {
    let help = "if a newer Nix wrote it, use a newer nixward";
    lock_problems(flake, reading, ProblemKind::Version, sink, help);
}
