//! NW108: a `let` that binds nothing.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, Span};

pub static RULE: Rule = Rule {
    code: "NW108",
    name: "empty-let",
    severity: Severity::Info,
    summary: "A `let` binds nothing",
    explain: Explain {
        what: "A `let in ..` without any binding. The fix leaves what stands behind `in`.",
        why: "It says nothing; it is what remains when the last binding goes.",
        example: "let in 1 + 2",
        instead: "1 + 2",
    },
    check: Check::Expr(&[ExprKind::Let], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Let(set, body) = hir.expr(id) else { return };
    let set = hir.set(set);
    if !set.bindings.is_empty() || !set.dynamics.is_empty() || !set.sources.is_empty() {
        return;
    }
    let (start, body) = (hir.span(id).start, hir.span(body).start);
    let between = file.text.get(start as usize + 3..body as usize).unwrap_or(&[]);
    let draft = sink.at(Span { start, end: start + 3 }, "this `let` binds nothing");
    if between.trim_ascii() == b"in" {
        draft.fix(text::without(file, Span { start, end: body }));
    }
}
