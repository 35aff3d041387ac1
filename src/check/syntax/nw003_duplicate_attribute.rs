//! NW003: an attribute defined twice.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::ProblemKind;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW003",
    name: "duplicate-attribute",
    severity: Severity::Error,
    summary: "An attribute is defined twice",
    explain: Explain {
        what: "\
The same attribute path defined twice in one set. Two paths that only share their beginning
(`a.b = ..; a.c = ..;`) are one set and fine.",
        why: "Nix refuses the file.",
        example: r#"{ networking.hostName = "a"; networking.hostName = "b"; }"#,
        instead: r#"{ networking.hostName = "a"; networking.domain = "b"; }"#,
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    problems(file, ProblemKind::DuplicateAttribute, sink, Some("keep one of the two definitions"));
}
