//! NW205: an input both has an address and follows another.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::manifest::ProblemKind;
use crate::model::finding::Severity;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW205",
    name: "follows-and-url",
    severity: Severity::Warning,
    summary: "An input has an address and follows another input",
    explain: Explain {
        what: "An input with both a `url` (or `type`) and `follows`.",
        why: "Nix 2.34 refuses the flake. Older versions ignore the address, so it only misleads the reader.",
        example: r#"{
  inputs.a.url = "github:owner/a";
  inputs.b = { url = "github:owner/b"; follows = "a"; };
  outputs = inputs: { };
}"#,
        instead: r#"{
  inputs.a.url = "github:owner/a";
  inputs.b.follows = "a";
  outputs = inputs: { };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    problems(flake, ProblemKind::Doubled, sink, "remove one of the two");
}
