//! NW005: a literal that Nix cannot hold.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::ProblemKind;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW005",
    name: "bad-literal",
    severity: Severity::Error,
    summary: "A number or string literal is out of range",
    explain: Explain {
        what: "A whole number of more than 63 bits, or a string with a NUL byte.",
        why: "Nix refuses the file.",
        example: "{ limit = 9223372036854775808; }",
        instead: "{ limit = 9223372036854775807; }",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    problems(file, ProblemKind::Literal, sink, None);
}
