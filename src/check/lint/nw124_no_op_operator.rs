//! NW124: `x ++ [ ]`, `x // { }`.

use super::{text, values};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{BinOp, Expr, ExprId, Hir};

pub static RULE: Rule = Rule {
    code: "NW124",
    name: "no-op-operator",
    severity: Severity::Info,
    summary: "An operator adds nothing",
    explain: Explain {
        what: "\
A `++` with the empty list and a `//` with the empty set. The fix leaves the other side, where that
is certainly a list or a set: written as one, or made by the same operator.",
        why: "It says nothing, and whoever reads it looks for what is missing.",
        example: "[ 1 2 ] ++ [ ]",
        instead: "[ 1 2 ]",
    },
    check: Check::Expr(&[ExprKind::Binary], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Binary(op @ (BinOp::Concat | BinOp::Update), at) = hir.expr(id) else { return };
    let [left, right] = hir.operands(at);
    let (empty, other) = if is_empty(hir, op, left) {
        (left, right)
    } else if is_empty(hir, op, right) {
        (right, left)
    } else {
        return;
    };
    let span = hir.span(id);
    let draft = sink.at(hir.span(empty), "this adds nothing");
    let sure = match op {
        BinOp::Concat => values::is_list(hir, other),
        _ => values::is_set(hir, other),
    };
    // An operand of the same operator is looked at in any case.
    let parent = file.facts.parent(hir, id).map(|parent| hir.expr(parent));
    let again = matches!(parent, Some(Expr::Binary(outer, _)) if outer == op);
    if (sure || again)
        && let Some(other) = text::of_expr(file, other)
        && text::is_plain(file, span)
    {
        draft.replace(span, other);
    }
}

/// Whether this is `[ ]` beside `++`, or `{ }` beside `//`.
fn is_empty(hir: &Hir, op: BinOp, id: ExprId) -> bool {
    match hir.expr(id) {
        Expr::List(items) => op == BinOp::Concat && items.is_empty(),
        Expr::Attrs(set) if op == BinOp::Update => {
            let set = hir.set(set);
            set.bindings.is_empty() && set.dynamics.is_empty() && set.sources.is_empty()
        }
        _ => false,
    }
}
