//! NW216: an input that nothing uses.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use std::collections::BTreeSet;

use crate::check::input::Flake;
use crate::flake::manifest::DeclaredInput;

use super::uses::of_outputs;

pub static RULE: Rule = Rule {
    code: "NW216",
    name: "unused-input",
    severity: Severity::Warning,
    summary: "An input is declared and not used",
    explain: Explain {
        what: "An input that `outputs` certainly does not use and that no other input follows. Nothing is said where the\n\
set of all inputs is handed on to another function or file (`specialArgs = { inherit inputs; }`,\n\
`self`), is opened with `with`, or is searched by a computed name: there any input may be used.",
        why: "It is fetched, locked and updated for nothing, and each update may fail because of it.",
        example: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.flake-utils.url = "github:numtide/flake-utils";
  outputs = { self, nixpkgs, ... }: { lib = nixpkgs.lib; };
}"#,
        instead: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { self, nixpkgs, ... }: { lib = nixpkgs.lib; };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    let Some(outputs) = flake.manifest.outputs else { return };
    let uses = of_outputs(&flake.hir, outputs.lambda);
    if uses.open {
        return;
    }
    let mut followed = BTreeSet::new();
    collect_followed(&flake.manifest.inputs, &mut followed);
    for input in &flake.manifest.inputs {
        if !uses.named.contains(&input.name) && !followed.contains(&input.name) {
            sink.at(input.name_span, format!("nothing uses the input `{}`", input.name))
                .help("remove it, then: nix flake lock");
        }
    }
}

/// The inputs that others follow.
fn collect_followed(inputs: &[DeclaredInput], followed: &mut BTreeSet<String>) {
    for input in inputs {
        let target = input.follows.as_ref().and_then(|follows| follows.value.first());
        followed.extend(target.cloned());
        collect_followed(&input.overrides, followed);
    }
}
