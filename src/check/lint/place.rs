//! What stands around an expression.

use super::super::input::File;
use crate::syntax::hir::{AttrNameKind, BinOp, Entry, Expr, ExprId, Hir, Select, SetId};

/// Whether a comparison may stand in this place without parentheses.
pub fn takes_comparison(file: &File<'_>, id: ExprId) -> bool {
    let hir = file.hir;
    let Some(parent) = file.facts.parent(hir, id) else { return true };
    match hir.expr(parent) {
        Expr::Paren(_)
        | Expr::If(_)
        | Expr::Assert(..)
        | Expr::WithScope(..)
        | Expr::Interp(_)
        | Expr::Let(..)
        | Expr::LegacyLet(_)
        | Expr::Attrs(_) => true,
        // Not a default: `a ? x: y` is none, but `{ a ? b == c }` is.
        Expr::Lambda(_) => true,
        Expr::Binary(op, _) => matches!(op, BinOp::And | BinOp::Or | BinOp::Implies),
        _ => false,
    }
}

/// Whether this is the whole value of a binding, or what stands behind `in`.
pub fn is_whole(file: &File<'_>, id: ExprId) -> bool {
    let hir = file.hir;
    let Some(parent) = file.facts.parent(hir, id) else { return false };
    match hir.expr(parent) {
        Expr::Let(set, body) => body == id || is_value(hir, set, id),
        Expr::Attrs(set) | Expr::LegacyLet(set) => is_value(hir, set, id),
        _ => false,
    }
}

fn is_value(hir: &Hir, set: SetId, id: ExprId) -> bool {
    let set = hir.set(set);
    hir.bindings(set.bindings).iter().any(|binding| binding.entry == Entry::Value(id))
        || hir.dynamics(set.dynamics).iter().any(|dynamic| dynamic.value == id)
}

/// Whether this is the computed name of an attribute.
pub fn is_name(file: &File<'_>, id: ExprId) -> bool {
    let hir = file.hir;
    let in_path = |select: &Select| {
        hir.attr_names(select.path).iter().any(|name| name.kind == AttrNameKind::Dynamic(id))
    };
    match file.facts.parent(hir, id).map(|parent| hir.expr(parent)) {
        Some(Expr::Select(select) | Expr::HasAttr(select)) => in_path(hir.select(select)),
        Some(Expr::Attrs(set) | Expr::Let(set, _) | Expr::LegacyLet(set)) => {
            hir.dynamics(hir.set(set).dynamics).iter().any(|dynamic| dynamic.name == id)
        }
        _ => false,
    }
}
