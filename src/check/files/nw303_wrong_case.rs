//! NW303: a name in another case.

use crate::check::input::Placed;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::each_lead;
use super::leads::Lead;

pub static RULE: Rule = Rule {
    code: "NW303",
    name: "wrong-case",
    severity: Severity::Error,
    summary: "A file is imported or read by a name in another case",
    explain: Explain {
        what: "A path literal that is imported or read (see NW301) and differs from what the flake has only in the case of\n\
letters.",
        why: "It works on macOS, and nowhere else.",
        example: "{ imports = [ ./Network.nix ]; }",
        instead: "{ imports = [ ./network.nix ]; }",
    },
    check: Check::Placed(check),
};

fn check(file: &Placed<'_>, sink: &mut Sink<'_>) {
    each_lead(file, sink, |lead| match lead {
        Lead::OtherCase(path) => {
            Some((format!("this is spelt {path}"), Some("use the same case".to_owned())))
        }
        _ => None,
    });
}
