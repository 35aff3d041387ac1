//! NW109: an `inherit` without names.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW109",
    name: "empty-inherit",
    severity: Severity::Info,
    summary: "An `inherit` names nothing",
    explain: Explain {
        what: "An `inherit;` or `inherit (set);` without any name. The fix takes it out.",
        why: "It does nothing, and Nix does not even evaluate the set.",
        example: "let inherit (builtins); a = 1; in a",
        instead: "let a = 1; in a",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    for &span in &file.hir.empty_inherits {
        sink.at(span, "this `inherit` names nothing").fix(text::removal(file, span));
    }
}
