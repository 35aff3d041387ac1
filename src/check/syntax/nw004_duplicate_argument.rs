//! NW004: an argument named twice.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::ProblemKind;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW004",
    name: "duplicate-argument",
    severity: Severity::Error,
    summary: "A function names an argument twice",
    explain: Explain {
        what: "A function whose set pattern names an argument twice, or once more behind `@`.",
        why: "Nix refuses the file.",
        example: "{ lib, pkgs, lib }: pkgs",
        instead: "{ lib, pkgs }: pkgs",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    problems(file, ProblemKind::DuplicateFormal, sink, Some("drop one of the two"));
}
