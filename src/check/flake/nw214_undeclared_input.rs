//! NW214: an argument of outputs that no input declares.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::similar::{did_you_mean, nearest};
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW214",
    name: "undeclared-input",
    severity: Severity::Warning,
    summary: "An argument of outputs is no declared input",
    explain: Explain {
        what: "An argument of `outputs` that `inputs` does not declare.",
        why: "Nix looks the name up in the flake registry of the machine: what `nixpkgs` means is decided outside the\n\
repository, until the lock pins it, and again at each update.",
        example: "{\n\
  outputs = { self, nixpkgs }: { };\n\
}",
        instead: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { self, nixpkgs }: { };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    if !flake.manifest.inputs_complete {
        return;
    }
    for (formal, name) in flake.arguments() {
        if flake.manifest.input(&name).is_none() {
            let message =
                format!("`{name}` is no declared input: the flake registry decides what it is");
            let draft = sink.at(formal.span, message);
            match nearest(&name, flake.manifest.inputs.iter().map(|input| input.name.as_str())) {
                Some(similar) => draft.help(did_you_mean(similar)),
                None => draft.help(format!("declare it: inputs.{name}.url = \"..\";")),
            };
        }
    }
}
