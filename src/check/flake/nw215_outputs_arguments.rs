//! NW215: outputs does not take all it is given.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW215",
    name: "outputs-arguments",
    severity: Severity::Error,
    summary: "The outputs function does not take all inputs",
    explain: Explain {
        what: "An `outputs` function whose set pattern lacks `...` and does not name `self` or one of the inputs.",
        why: r#"Nix calls it with `self` and every input, and fails with "called with unexpected argument"."#,
        example: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = { self, nixpkgs }: { };
}"#,
        instead: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = { self, nixpkgs, ... }: { };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    let Some(outputs) = flake.manifest.outputs else { return };
    let Some(pattern) = flake.hir.lambda(outputs.lambda).pattern.filter(|it| !it.ellipsis) else {
        return;
    };
    let formals = flake.hir.formals(pattern.formals);
    let takes =
        |name: &str| formals.iter().any(|formal| flake.hir.name(formal.name) == name.as_bytes());
    let given = flake.manifest.inputs.iter().map(|input| input.name.as_str());
    let missing: Vec<String> = std::iter::once("self")
        .chain(given)
        .filter(|name| !takes(name))
        .map(|name| format!("`{name}`"))
        .collect();
    if !missing.is_empty() {
        let message =
            format!("`outputs` is called with {} and does not take it", missing.join(", "));
        sink.at(outputs.span, message).help("add `...` to its arguments, or name what is missing");
    }
}
