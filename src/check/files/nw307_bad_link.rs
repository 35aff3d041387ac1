//! NW307: a symlink that leads nowhere.

use crate::check::input::Placed;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::each_lead;
use super::leads::Lead;

pub static RULE: Rule = Rule {
    code: "NW307",
    name: "bad-link",
    severity: Severity::Error,
    summary: "A path leads through a symlink that Nix cannot follow",
    explain: Explain {
        what: "A path literal that is imported or read (see NW301) and leads through a symlink that points at nothing,\n\
out of the source root, or round in a circle.",
        why: "Nix evaluates a copy of the source root in its store; a link out of it points at something else there, or\n\
at nothing.",
        example: "{ imports = [ ./link-to-etc-nixos.nix ]; }",
        instead: "{ imports = [ ./configuration.nix ]; }",
    },
    check: Check::Placed(check),
};

fn check(file: &Placed<'_>, sink: &mut Sink<'_>) {
    each_lead(file, sink, |lead| match lead {
        Lead::BadLink { link, target } => Some((
            format!("the symlink {link} leads to {target}, where the flake has nothing"),
            None,
        )),
        _ => None,
    });
}
