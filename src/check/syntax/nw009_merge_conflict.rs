//! NW009: an unresolved merge.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::ProblemKind;

use super::conflict_marker;

pub static RULE: Rule = Rule {
    code: "NW009",
    name: "merge-conflict",
    severity: Severity::Error,
    summary: "An unresolved merge conflict",
    explain: Explain {
        what: "\
The lines `<<<<<<<`, `=======` and `>>>>>>>` that git leaves in a file it could not merge, where they
make the file invalid. Inside a string or a comment they are text like any other.",
        why: "Nix refuses the file.",
        example: "\
{
<<<<<<< HEAD
  a = 1;
=======
  a = 2;
>>>>>>> feature
}",
        instead: "\
{
  a = 2;
}",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    if !file.hir.problems.iter().any(|problem| problem.kind == ProblemKind::Syntax) {
        return;
    }
    if let Some(span) = conflict_marker(file.text) {
        sink.at(span, "unresolved merge conflict").help("keep one side and remove the marks");
    }
}
