//! NW207: a lock that is no lock.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::check::summary::opened_by;
use crate::flake::lock::{ProblemKind, Reading};
use crate::model::finding::Severity;

use super::lock_problems;
use crate::check::syntax::conflict_marker;

pub static RULE: Rule = Rule {
    code: "NW207",
    name: "unreadable-lock",
    severity: Severity::Error,
    summary: "flake.lock cannot be read",
    explain: Explain {
        what: "A flake.lock that is not JSON, or lacks a part that Nix needs. A merge that git could not finish is the\n\
usual reason; another is that git-crypt keeps it encrypted, and has not been told to open it here.",
        why: "Nix refuses the flake.",
        example: r#"{
  "nodes": {
<<<<<<< HEAD
    "nixpkgs": { }
=======
    "nixpkgs_2": { }
>>>>>>> feature
  }
}"#,
        instead: "git checkout --theirs flake.lock && nix flake lock",
    },
    check: Check::LockText(check),
};

fn check(flake: &Flake<'_>, reading: &Reading, sink: &mut Sink<'_>) {
    let file = flake.lock_file.as_str();
    let text = flake.tree.read(&flake.lock_file).unwrap_or_default();
    if let Some(command) = opened_by(&text) {
        sink.in_file(file, None, "the lock file is encrypted, and Nix cannot read it")
            .help(format!("open it: {command}"));
    } else if reading.lock.is_none()
        && let Some(marker) = conflict_marker(&text)
    {
        sink.in_file(file, Some(marker), "unresolved merge conflict in the lock file")
            .help("take one side and let Nix complete it: git checkout --theirs flake.lock && nix flake lock");
    } else {
        let help = "make it anew: nix flake lock, after moving this one away";
        lock_problems(flake, reading, ProblemKind::Malformed, sink, help);
    }
}
