//! NW221: an override of an input that is not there.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::lock::{Lock, NodeId, Resolved, Target};
use crate::flake::manifest::DeclaredInput;
use crate::flake::similar::{did_you_mean, nearest};
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW221",
    name: "override-nowhere",
    severity: Severity::Warning,
    summary: "An input of an input is overridden and does not exist",
    explain: Explain {
        what: "`inputs.a.inputs.b` where flake.lock shows that `a` has no input `b`.",
        why: "It has no effect; Nix warns at each update. Either the name is misspelt, and `a` brings its own copy of what\n\
it was meant to share, or `a` no longer has that input.",
        example: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.tool = {
    url = "github:owner/tool";
    inputs.nixpgks.follows = "nixpkgs";
  };
  outputs = inputs: { };
}"#,
        instead: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.tool = {
    url = "github:owner/tool";
    inputs.nixpkgs.follows = "nixpkgs";
  };
  outputs = inputs: { };
}"#,
    },
    check: Check::Lock(check),
};

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    for input in flake.manifest.inputs.iter().filter(|input| input.follows.is_none()) {
        if let Some(node) = own_node(lock, lock.root_id(), &input.name) {
            overrides(lock, node, &input.name, &input.overrides, sink);
        }
    }
}

fn overrides(
    lock: &Lock,
    node: NodeId,
    prefix: &str,
    inputs: &[DeclaredInput],
    sink: &mut Sink<'_>,
) {
    for input in inputs {
        if lock.node(node).input(&input.name).is_none() {
            let draft =
                sink.at(input.name_span, format!("`{prefix}` has no input `{}`", input.name));
            let names = lock.node(node).inputs.iter().map(|input| input.name.as_str());
            match nearest(&input.name, names) {
                Some(similar) => draft.help(did_you_mean(similar)),
                None => draft.help("remove the override"),
            };
        } else if let Some(next) = own_node(lock, node, &input.name) {
            let name = format!("{prefix}/{}", input.name);
            overrides(lock, next, &name, &input.overrides, sink);
        }
    }
}

/// The node that an input has for itself: one that is followed belongs to another.
fn own_node(lock: &Lock, node: NodeId, name: &str) -> Option<NodeId> {
    let input = lock.node(node).input(name)?;
    match (&input.target, input.resolved) {
        (Target::Node(_), Resolved::Node(id)) => Some(id),
        _ => None,
    }
}
