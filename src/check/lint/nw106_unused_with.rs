//! NW106: a `with` that brings nothing.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, Span};

pub static RULE: Rule = Rule {
    code: "NW106",
    name: "unused-with",
    severity: Severity::Info,
    summary: "A `with` provides no name",
    explain: Explain {
        what: "\
A `with set; ..` where every name behind it is bound elsewhere: by a `let`, a function, or as a
builtin. Those win over `with`. The fix takes the `with` out.",
        why: "\
It looks as if names came from there. And it keeps Nix from saying that a name is undefined until
that very place is evaluated.",
        example: "{ lib, pkgs, ... }: with lib; { environment.systemPackages = [ pkgs.git ]; }",
        instead: "{ lib, pkgs, ... }: { environment.systemPackages = [ pkgs.git ]; }",
    },
    check: Check::Expr(&[ExprKind::With], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::WithScope(set, body) = hir.expr(id) else { return };
    let (whole, inner) = (hir.span(id), hir.span(body));
    if file.facts.has_with_name(hir, inner) {
        return;
    }
    let head = Span { start: whole.start, end: hir.span(set).end };
    sink.at(head, "nothing behind this `with` needs it")
        .fix(text::without(file, Span { start: whole.start, end: inner.start }));
}
