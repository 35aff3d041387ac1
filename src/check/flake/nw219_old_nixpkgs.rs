//! NW219: a nixpkgs that gets no updates.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use jiff::civil::Date;

use crate::check::input::Flake;
use crate::flake::lock::{Attrs, Lock, Resolved, Target};
use crate::syntax::hir::Span;

pub static RULE: Rule = Rule {
    code: "NW219",
    name: "old-nixpkgs",
    severity: Severity::Info,
    summary: "nixpkgs is locked to an old revision",
    explain: Explain {
        what: "An input of the flake that is nixpkgs and locked to a revision older than 210 days.",
        why: "A NixOS release is maintained for seven months. A revision older than that lacks security updates,\n\
whichever branch it is from.",
        example: r#""lastModified": 1672531200"#,
        instead: "nix flake update nixpkgs",
    },
    check: Check::Lock(check),
};

/// How long NixOS maintains a release, in days.
const MAINTAINED: i32 = 210;

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    for input in &lock.root().inputs {
        let Resolved::Node(id) = input.resolved else { continue };
        let Some(locked) = lock.node(id).locked.as_ref().filter(|locked| locked.is_nixpkgs())
        else {
            continue;
        };
        let Some((day, span)) = last_modified(locked) else { continue };
        let age = (flake.today - day).get_days();
        if age > MAINTAINED && matches!(input.target, Target::Node(_)) {
            let message = format!("`{}` is locked to {day}, {age} days ago", input.name);
            sink.in_file(flake.lock_file.as_str(), Some(span), message)
                .help(format!("nix flake update {}", input.name));
        }
    }
}

fn last_modified(locked: &Attrs) -> Option<(Date, Span)> {
    let day = locked.last_modified()?;
    Some((day, locked.get("lastModified")?.span))
}
