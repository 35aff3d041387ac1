//! NW217: a lock entry that pins nothing.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::lock::{Attrs, Lock};
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW217",
    name: "unlocked-input",
    severity: Severity::Error,
    summary: "An entry of flake.lock pins nothing",
    explain: Explain {
        what: "An entry of flake.lock with neither a commit nor a content hash; as a warning one that has a commit and no\n\
content hash.",
        why: "Nix refuses an entry that pins nothing. Without `narHash` it cannot tell whether what it fetched is\n\
what was locked, and nixward cannot find it in the store.",
        example: r#""locked": { "type": "github", "owner": "NixOS", "repo": "nixpkgs" }"#,
        instead: "nix flake update nixpkgs",
    },
    check: Check::Lock(check),
};

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    let file = flake.lock_file.as_str();
    for (_, node) in lock.nodes().filter(|(_, node)| node.reachable) {
        let Some(locked) = node.locked.as_ref().filter(|locked| !is_relative(locked)) else {
            continue;
        };
        if locked.get("narHash").is_some() {
            continue;
        }
        if locked.get("rev").is_none() {
            sink.in_file(file, Some(node.name_span), format!("`{}` is not pinned", node.name))
                .help("nix flake update");
        } else {
            sink.in_file(file, Some(node.name_span), format!("`{}` has no narHash", node.name))
                .severity(Severity::Warning)
                .help("nix flake update");
        }
    }
}

/// A path inside the flake's own source needs no pin.
fn is_relative(locked: &Attrs) -> bool {
    locked.str("type") == Some("path")
        && locked.str("path").is_some_and(|path| !path.starts_with('/'))
}
