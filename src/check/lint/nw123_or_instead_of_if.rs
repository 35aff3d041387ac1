//! NW123: `if x ? a then x.a else b`.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{AttrName, AttrNameKind, Expr, ExprId, Hir, Select};

pub static RULE: Rule = Rule {
    code: "NW123",
    name: "or-instead-of-if",
    severity: Severity::Info,
    summary: "A condition asks for the attribute that it then takes",
    explain: Explain {
        what: "An `if x ? a then x.a else b`. The fix writes `x.a or b`.",
        why: "`or` says the same once.",
        example: "{ x }: if x ? port then x.port else 80",
        instead: "{ x }: x.port or 80",
    },
    check: Check::Expr(&[ExprKind::If], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::If(at) = hir.expr(id) else { return };
    let [condition, then, other] = hir.if_parts(at);
    let (Expr::HasAttr(asked), Expr::Select(taken)) =
        (hir.expr(hir.inside_parens(condition)), hir.expr(then))
    else {
        return;
    };
    let (asked, taken) = (hir.select(asked), hir.select(taken));
    if taken.default.is_some()
        || !is_named(hir, asked.base)
        || text::of_expr(file, asked.base) != text::of_expr(file, taken.base)
        || !same_names(hir, asked, taken)
    {
        return;
    }
    let span = hir.span(id);
    let draft = sink.at(span, "this is `or`");
    if let (Some(taken), Some(other)) = (text::of_expr(file, then), text::operand(file, other))
        && text::is_plain(file, span)
    {
        draft.replace(span, format!("{taken} or {other}"));
    }
}

/// Whether an expression is a variable, or an attribute of one by static names.
fn is_named(hir: &Hir, id: ExprId) -> bool {
    let is_variable =
        |id| matches!(hir.expr(id), Expr::Local { .. } | Expr::Global(_) | Expr::With(_));
    match hir.expr(id) {
        Expr::Select(select) => {
            let select = hir.select(select);
            select.default.is_none()
                && is_variable(select.base)
                && hir.attr_names(select.path).iter().all(is_static)
        }
        _ => is_variable(id),
    }
}

fn is_static(name: &AttrName) -> bool {
    matches!(name.kind, AttrNameKind::Static(_))
}

fn same_names(hir: &Hir, a: &Select, b: &Select) -> bool {
    let (a, b) = (hir.attr_names(a.path), hir.attr_names(b.path));
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_static(a) && a.kind == b.kind)
}
