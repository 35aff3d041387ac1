//! NW304: a path that leaves the flake.

use crate::check::input::Placed;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::each_lead;
use super::leads::Lead;

pub static RULE: Rule = Rule {
    code: "NW304",
    name: "outside-root",
    severity: Severity::Error,
    summary: "A path leads out of the flake",
    explain: Explain {
        what: "A path literal that is imported or read (see NW301) and goes up out of the source root: the top level of\n\
the git repository, or the flake's folder where there is none.",
        why: "Nix evaluates a copy of the source root in its store, and refuses to look beside it.",
        example: "{ imports = [ ../../shared/common.nix ]; }",
        instead: "{ inputs, ... }: { imports = [ inputs.shared.nixosModules.common ]; }",
    },
    check: Check::Placed(check),
};

fn check(file: &Placed<'_>, sink: &mut Sink<'_>) {
    each_lead(file, sink, |lead| match lead {
        Lead::Outside => Some((
            "this leads out of the flake".to_owned(),
            Some("move it into the repository, or make it an input".to_owned()),
        )),
        _ => None,
    });
}
