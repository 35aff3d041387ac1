//! NW202: an attribute that flakes do not have.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::manifest::ProblemKind;
use crate::model::finding::Severity;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW202",
    name: "unknown-flake-attribute",
    severity: Severity::Error,
    summary: "flake.nix has an attribute that Nix does not know",
    explain: Explain {
        what: "A top-level attribute other than `description`, `inputs`, `outputs` and `nixConfig`; an attribute of an\n\
input that Nix does not know.",
        why: "Nix refuses the flake.",
        example: r#"{
  input.nixpkgs.url = "nixpkgs";
  outputs = { self, nixpkgs }: { };
}"#,
        instead: r#"{
  inputs.nixpkgs.url = "nixpkgs";
  outputs = { self, nixpkgs }: { };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    let help = "a flake has `description`, `inputs`, `outputs` and `nixConfig`; an input has `url`, \
                `follows`, `flake`, `inputs`, or `type` and what that needs";
    problems(flake, ProblemKind::UnknownAttribute, sink, help);
}
