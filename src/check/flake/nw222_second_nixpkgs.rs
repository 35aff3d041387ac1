//! NW222: an input brings a nixpkgs of its own.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use crate::check::input::Flake;
use crate::flake::lock::{Attrs, Lock, Node, Resolved};

use super::sources::{Locked, is_pinned, locked};

pub static RULE: Rule = Rule {
    code: "NW222",
    name: "second-nixpkgs",
    severity: Severity::Info,
    summary: "An input brings a nixpkgs of its own",
    explain: Explain {
        what: "An input, or an input of one, that is nixpkgs and has a lock node of its own although the flake has\n\
a nixpkgs. Those that the flake itself declares, such as a stable one beside an unstable one, and those\n\
that are pinned to a revision are left alone. The line makes it follow a nixpkgs of the same branch if\n\
the flake has one.",
        why: "Each nixpkgs is fetched, evaluated and built from by itself, and grows old by itself: the system then\n\
holds the same libraries twice. Leave it where the input is only tested with its own nixpkgs, or where\n\
its binary cache is wanted.",
        example: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
}"#,
        instead: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.home-manager.inputs.nixpkgs.follows = "nixpkgs";
}"#,
    },
    check: Check::Lock(check),
};

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    let own: Vec<(&str, &Node)> = lock
        .root()
        .inputs
        .iter()
        .filter_map(|input| match input.resolved {
            Resolved::Node(id) => Some((input.name.as_str(), lock.node(id))),
            Resolved::Nowhere | Resolved::Cycle => None,
        })
        .filter(|(_, node)| node.locked.as_ref().is_some_and(Attrs::is_nixpkgs))
        .collect();
    for extra in locked(lock).iter().filter(|it| it.way.len() > 1) {
        if !extra.node.locked.as_ref().is_some_and(Attrs::is_nixpkgs) || is_pinned(extra.node) {
            continue;
        }
        let Some(target) = target(&own, extra) else { continue };
        let (file, span) = extra.place(flake);
        let by = extra.way.get(..extra.way.len() - 1).unwrap_or_default().join("/");
        let message = format!("`{by}` brings a nixpkgs of its own, beside `{target}`");
        sink.in_file(file, Some(span), message).help(extra.follows(&[target]));
    }
}

/// The nixpkgs of the flake that an input could follow: one of the same branch, the one that is
/// called so, or the only one.
fn target<'l>(own: &[(&'l str, &Node)], extra: &Locked<'_>) -> Option<&'l str> {
    let branch = branch(extra.node);
    let same = own.iter().filter(|(_, node)| !is_pinned(node) && self::branch(node) == branch);
    let mut same: Vec<&str> = same.map(|(name, _)| *name).filter(|_| branch.is_some()).collect();
    // Of several the one that both call the same, else the one with the plain name.
    same.sort_by_key(|name| (Some(name) != extra.way.last(), *name != "nixpkgs"));
    let named = own.iter().map(|(name, _)| *name).find(|name| *name == "nixpkgs");
    let only = own.first().filter(|_| own.len() == 1).map(|(name, _)| *name);
    same.first().copied().or(named).or(only)
}

fn branch(node: &Node) -> Option<&str> {
    node.original.as_ref().and_then(|original| original.str("ref").or(original.str("url")))
}
