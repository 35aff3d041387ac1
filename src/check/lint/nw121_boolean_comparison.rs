//! NW121: `x == true`.

use super::{text, values};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{BinOp, Expr, ExprId};

pub static RULE: Rule = Rule {
    code: "NW121",
    name: "boolean-comparison",
    severity: Severity::Info,
    summary: "A value is compared with `true` or `false`",
    explain: Explain {
        what: "\
A comparison by `==` or `!=` with `true` or `false`. The fix leaves the value or its contrary where
it is certainly a boolean: a comparison, `!x`, `x ? a`, `x && y`. A name by itself, such as an
argument, may stand for null or a text too: such comparisons are left alone.",
        why: "A boolean is its own answer.",
        example: "{ a }: if (a ? b) == true then 1 else 2",
        instead: "{ a }: if a ? b then 1 else 2",
    },
    check: Check::Expr(&[ExprKind::Binary], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Binary(op @ (BinOp::Equal | BinOp::NotEqual), at) = hir.expr(id) else { return };
    let [left, right] = hir.operands(at);
    let (value, literal) = match (values::boolean(hir, left), values::boolean(hir, right)) {
        (_, Some(literal)) => (left, literal),
        (Some(literal), None) => (right, literal),
        (None, None) => return,
    };
    if matches!(hir.expr(hir.inside_parens(value)), Expr::Local { .. } | Expr::With(_)) {
        return;
    }
    let span = hir.span(id);
    let draft = sink.at(span, format!("a comparison with `{literal}`"));
    if !values::is_boolean(hir, value) {
        draft.help("what is a boolean in any case needs none");
        return;
    }
    let better = if literal == (op == BinOp::Equal) {
        text::of_expr(file, value).map(str::to_owned)
    } else {
        text::operand(file, value).map(|operand| format!("!{operand}"))
    };
    if text::is_plain(file, span) {
        draft.fix(better.map(|text| text::edit(span, text)));
    }
}
