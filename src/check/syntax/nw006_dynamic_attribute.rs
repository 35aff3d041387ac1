//! NW006: a computed name where only plain ones may stand.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::ProblemKind;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW006",
    name: "dynamic-attribute",
    severity: Severity::Error,
    summary: "A computed name stands where Nix allows none",
    explain: Explain {
        what: "`${..}` as a name in `let` or `inherit`. In a set it is fine.",
        why: "Nix refuses the file.",
        example: "let ${name} = 1; in name",
        instead: "{ ${name} = 1; }",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    problems(file, ProblemKind::DynamicAttribute, sink, None);
}
