//! NW213: a follows in flake.nix that leads nowhere.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use std::collections::BTreeSet;

use crate::check::input::Flake;
use crate::flake::lock::{Lock, NodeId};
use crate::flake::manifest::{Declared, DeclaredInput, Manifest};
use crate::flake::similar::{did_you_mean, nearest};

pub static RULE: Rule = Rule {
    code: "NW213",
    name: "follows-nowhere",
    severity: Severity::Error,
    summary: "An input follows one that does not exist",
    explain: Explain {
        what: "`follows` of an input to a name that the flake does not have as an input, or round to itself; the same\n\
of an input of an input, where flake.lock shows that the input has it.",
        why: "Nix refuses the flake.",
        example: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager = {
    url = "github:nix-community/home-manager";
    inputs.nixpkgs.follows = "nixpks";
  };
  outputs = inputs: { };
}"#,
        instead: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager = {
    url = "github:nix-community/home-manager";
    inputs.nixpkgs.follows = "nixpkgs";
  };
  outputs = inputs: { };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    let manifest = &flake.manifest;
    if !manifest.inputs_complete {
        return;
    }
    let known: BTreeSet<String> = manifest
        .inputs
        .iter()
        .map(|input| input.name.clone())
        .chain(flake.arguments().map(|(_, name)| name))
        .collect();
    for input in &manifest.inputs {
        if let Some(follows) = &input.follows {
            if leads_to_itself(manifest, input) {
                sink.at(follows.span, format!("the input `{}` follows itself", input.name));
            } else {
                unknown(&known, &input.name, follows, sink);
            }
        } else {
            let lock = flake.lock.as_ref().and_then(|reading| reading.lock.as_ref());
            let node = lock.and_then(|lock| Some((lock, lock.find(&[&input.name])?)));
            overrides(&known, &input.name, &input.overrides, node, sink);
        }
    }
}

/// The follows of the inputs of an input. Nix minds a bad one only where there is such an input,
/// which the lock knows.
fn overrides(
    known: &BTreeSet<String>,
    prefix: &str,
    inputs: &[DeclaredInput],
    node: Option<(&Lock, NodeId)>,
    sink: &mut Sink<'_>,
) {
    for input in inputs {
        let name = format!("{prefix}/{}", input.name);
        let own = node.and_then(|(lock, node)| lock.node(node).input(&input.name));
        match &input.follows {
            Some(follows) if own.is_some() => unknown(known, &name, follows, sink),
            Some(_) => {}
            None => {
                let next =
                    node.and_then(|(lock, node)| Some((lock, lock.input(node, &input.name)?)));
                overrides(known, &name, &input.overrides, next, sink);
            }
        }
    }
}

fn unknown(
    known: &BTreeSet<String>,
    name: &str,
    follows: &Declared<Vec<String>>,
    sink: &mut Sink<'_>,
) {
    let Some(first) = follows.value.first().filter(|first| !known.contains(*first)) else { return };
    let message = format!("the input `{name}` follows `{first}`, which is no input of this flake");
    let draft = sink.at(follows.span, message);
    if let Some(similar) = nearest(first, known.iter().map(String::as_str)) {
        draft.help(did_you_mean(similar));
    }
}

/// Whether following whole inputs of this flake comes round.
fn leads_to_itself(manifest: &Manifest, input: &DeclaredInput) -> bool {
    let mut at = input;
    for _ in 0..=manifest.inputs.len() {
        let Some(Declared { value, .. }) = &at.follows else { return false };
        let Some(next) = value.first().and_then(|first| manifest.input(first)) else {
            return false;
        };
        if next.name == input.name {
            return true;
        }
        at = next;
    }
    // A round that this input leads into but is not part of; its members are told.
    false
}
