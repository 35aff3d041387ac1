//! NW122: `!(a == b)`, `if a then true else false`.

use super::{place, text, values};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{BinOp, Expr, ExprId};

pub static RULE: Rule = Rule {
    code: "NW122",
    name: "simpler-boolean",
    severity: Severity::Info,
    summary: "A boolean can be said more simply",
    explain: Explain {
        what: "\
The contrary of a comparison (`!(a == b)`), which there is an operator for, and `if a then true else
false`. The fix writes it so, the latter only where `a` is certainly a boolean.",
        why: "One operator is read faster than two.",
        example: "{ a, b }: !(a == b)",
        instead: "{ a, b }: a != b",
    },
    check: Check::Expr(&[ExprKind::Unary, ExprKind::If], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    match file.hir.expr(id) {
        Expr::Not(inner) => contrary(file, id, inner, sink),
        Expr::If(at) => literals(file, id, file.hir.if_parts(at), sink),
        _ => {}
    }
}

/// `!(a == b)`
fn contrary(file: &File<'_>, id: ExprId, inner: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Paren(inner) = hir.expr(inner) else { return };
    let Expr::Binary(op, at) = hir.expr(inner) else { return };
    let better = match op {
        BinOp::Equal => "!=",
        BinOp::NotEqual => "==",
        BinOp::Less => ">=",
        BinOp::LessOrEqual => ">",
        BinOp::Greater => "<=",
        BinOp::GreaterOrEqual => "<",
        _ => return,
    };
    let span = hir.span(id);
    let draft = sink.at(span, format!("this is the operator `{better}`"));
    let [left, right] = hir.operands(at);
    if let (Some(left), Some(right)) = (text::of_expr(file, left), text::of_expr(file, right))
        && text::is_plain(file, span)
    {
        let better = format!("{left} {better} {right}");
        let fits = place::takes_comparison(file, id);
        draft.replace(span, if fits { better } else { format!("({better})") });
    }
}

/// `if a then true else false`
fn literals(file: &File<'_>, id: ExprId, parts: [ExprId; 3], sink: &mut Sink<'_>) {
    let hir = file.hir;
    let [condition, then, other] = parts;
    let (Some(then), Some(other)) = (values::boolean(hir, then), values::boolean(hir, other))
    else {
        return;
    };
    if then == other {
        return;
    }
    let span = hir.span(id);
    let message = if then { "this is its condition" } else { "this is `!` and its condition" };
    let draft = sink.at(span, message);
    if values::is_boolean(hir, condition) && text::is_plain(file, span) {
        let better = if then {
            text::of_expr(file, condition).map(str::to_owned)
        } else {
            text::operand(file, condition).map(|operand| format!("!{operand}"))
        };
        draft.fix(better.map(|text| text::edit(span, text)));
    }
}
