//! NW008: nested deeper than nixward reads.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::ProblemKind;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW008",
    name: "too-deep",
    severity: Severity::Warning,
    summary: "Nested too deeply to be checked",
    explain: Explain {
        what: "An expression nested, or operators chained, a thousand deep. No other rule looks at the file.",
        why: "Nothing else is known of the file. Code written by hand is never that deep.",
        example: "A list inside a list inside a list, a thousand times",
        instead: "The data in a JSON file, read with `builtins.fromJSON (builtins.readFile ./data.json)`",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    problems(file, ProblemKind::TooDeep, sink, None);
}
