//! NW204: a flake reference that Nix cannot read.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::manifest::ProblemKind;
use crate::model::finding::Severity;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW204",
    name: "bad-reference",
    severity: Severity::Error,
    summary: "An input has an address that Nix cannot read",
    explain: Explain {
        what: "An input whose `url` is no flake reference: an unknown kind, a fragment, a branch and a commit at once,\n\
a host followed by `:` and a path as git would take it.",
        why: "Nix refuses the flake, or looks for a folder of that name.",
        example: r#"{
  inputs.tool.url = "git+ssh://git@github.com:owner/tool";
  outputs = { self, tool }: { };
}"#,
        instead: r#"{
  inputs.tool.url = "git+ssh://git@github.com/owner/tool";
  outputs = { self, tool }: { };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    let help =
        "for example `github:owner/repo`, `git+https://host/path?ref=branch`, `path:./folder`";
    problems(flake, ProblemKind::Reference, sink, help);
}
