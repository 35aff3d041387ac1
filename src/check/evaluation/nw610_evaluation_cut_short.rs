//! NW610: an evaluation that did not come to its end.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::ErrorKind;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW610",
    name: "evaluation-cut-short",
    severity: Severity::Warning,
    summary: "The evaluation of a host did not come to its end",
    explain: Explain {
        what: "An evaluation that needed more memory than there is, even alone, and one in which Nix itself ended\n\
without saying why. Neither says anything about the host, so neither is kept for later runs.",
        why: "The host was not judged.",
        example: "A host that takes 3 GiB to evaluate, on a machine with 2",
        instead: "--max-memory, or a machine with more",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    super::errors_that(known, sink, |_, error| {
        matches!(error.kind, ErrorKind::OutOfMemory | ErrorKind::Crash)
    });
}
