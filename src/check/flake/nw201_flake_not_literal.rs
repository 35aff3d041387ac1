//! NW201: `flake.nix` must be written out.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::manifest::ProblemKind;
use crate::model::finding::Severity;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW201",
    name: "flake-not-literal",
    severity: Severity::Error,
    summary: "flake.nix computes what must be written out",
    explain: Explain {
        what: "A flake.nix that is not an attribute set written out, or a `description`, `inputs` or `nixConfig` whose\n\
values are computed: a function call, an operator, a `let`, an interpolated string. Values of the\n\
wrong type are found too.",
        why: "Nix reads these attributes before it evaluates anything, and refuses what it would have to compute.",
        example: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/" + "nixos-unstable";
  outputs = { self, nixpkgs }: { };
}"#,
        instead: r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { self, nixpkgs }: { };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    let help = "write it out: Nix reads this before it evaluates anything";
    problems(flake, ProblemKind::NotASet, sink, help);
    problems(flake, ProblemKind::NotLiteral, sink, help);
}
