//! NW212: the lock was made for another address.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::lock::{Attrs, Input, Lock, Resolved, Target};
use crate::flake::manifest::DeclaredInput;
use crate::flake::reference::{display, is_made_for};
use crate::model::finding::Severity;
use crate::syntax::hir::Span;
use crate::syntax::reference::Reference;

pub static RULE: Rule = Rule {
    code: "NW212",
    name: "lock-disagrees",
    severity: Severity::Warning,
    summary: "flake.lock pins an input by another address",
    explain: Explain {
        what: "An input whose address (or `follows`) in flake.nix is not the one that flake.lock was made for.",
        why: "Nix locks the input anew when it next runs: what is built is decided on the machine that builds it. With\n\
`--no-update-lock-file`, as CI should use it, the command fails.",
        example: "A branch changed in flake.nix without committing the new flake.lock",
        instead: "nix flake lock && git add flake.lock",
    },
    check: Check::Lock(check),
};

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    for input in &flake.manifest.inputs {
        let Some(pinned) = lock.root().input(&input.name) else { continue };
        if let Some((span, made_for)) = disagreement(lock, input, pinned) {
            let message = format!(
                "`{}` has changed since flake.lock was made: there it {made_for}",
                input.name
            );
            sink.at(span, message).help("nix flake lock");
        }
    }
}

/// Where flake.nix says something else, and what the lock was made for.
fn disagreement(lock: &Lock, input: &DeclaredInput, pinned: &Input) -> Option<(Span, String)> {
    match (&input.follows, &pinned.target) {
        (Some(follows), Target::Follows(path)) => {
            (follows.value != *path).then(|| (follows.span, follows_text(path)))
        }
        (Some(follows), Target::Node(_)) => {
            Some((follows.span, "has an address of its own".to_owned()))
        }
        (None, Target::Follows(path)) => Some((input.name_span, follows_text(path))),
        (None, Target::Node(_)) => {
            let Resolved::Node(node) = pinned.resolved else { return None };
            let original = lock.node(node).original.as_ref()?;
            let declared = input.reference.as_ref()?;
            let agrees = is_made_for(original, &declared.value)
                || is_repository_at(&declared.value, original);
            (!agrees).then(|| (declared.span, format!("is {}", display(original))))
        }
    }
}

/// Nix takes a plain absolute path for the git repository that lies there, where one does.
fn is_repository_at(declared: &Reference, original: &Attrs) -> bool {
    let path = declared.str("path").filter(|path| path.starts_with('/'));
    let repository = original.str("url").and_then(|url| url.strip_prefix("file://"));
    path.is_some() && path == repository
}

fn follows_text(path: &[String]) -> String {
    format!("follows `{}`", path.join("/"))
}
