//! NW306: a file in a submodule.

use crate::check::input::Placed;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::each_lead;
use super::leads::Lead;

pub static RULE: Rule = Rule {
    code: "NW306",
    name: "in-submodule",
    severity: Severity::Warning,
    summary: "A file is imported or read that lies in a submodule",
    explain: Explain {
        what: "A path literal that is imported or read (see NW301) and lies in a git submodule, where flake.nix does not\n\
ask for submodules.",
        why: "Nix leaves submodules out unless flake.nix or whoever calls it asks for them: the same flake works with\n\
`?submodules=1` and fails without.",
        example: "{ imports = [ ./secrets/users.nix ]; }",
        instead: "{\n\
  inputs.self.submodules = true;\n\
  outputs = { self }: { };\n\
}",
    },
    check: Check::Placed(check),
};

fn check(file: &Placed<'_>, sink: &mut Sink<'_>) {
    each_lead(file, sink, |lead| match lead {
        Lead::InSubmodule(submodule) if !file.wants_submodules => Some((
            format!("this lies in the submodule {submodule}"),
            Some(
                "set `inputs.self.submodules = true` in flake.nix (Nix 2.27 and newer)".to_owned(),
            ),
        )),
        _ => None,
    });
}
