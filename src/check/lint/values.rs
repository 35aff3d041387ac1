//! What can be said of a value from the expression alone.

use super::facts::only_name;
use crate::syntax::hir::{BinOp, Expr, ExprId, Hir, InterpKind};

/// Builtins that give a string or fail.
const STRINGS: &[&str] = &[
    "baseNameOf",
    "concatStringsSep",
    "hashFile",
    "hashString",
    "readFile",
    "replaceStrings",
    "substring",
    "toJSON",
    "toString",
    "toXML",
    "typeOf",
    "unsafeDiscardStringContext",
];

/// How many arguments these take before they give it.
fn arguments(builtin: &str) -> usize {
    match builtin {
        "concatStringsSep" | "hashFile" | "hashString" => 2,
        "replaceStrings" | "substring" => 3,
        _ => 1,
    }
}

/// Whether the expression gives a boolean, or fails.
pub fn is_boolean(hir: &Hir, id: ExprId) -> bool {
    match hir.expr(hir.inside_parens(id)) {
        Expr::HasAttr(_) | Expr::Not(_) => true,
        Expr::Binary(op, _) => matches!(
            op,
            BinOp::And
                | BinOp::Or
                | BinOp::Implies
                | BinOp::Equal
                | BinOp::NotEqual
                | BinOp::Less
                | BinOp::LessOrEqual
                | BinOp::Greater
                | BinOp::GreaterOrEqual
        ),
        Expr::Global(name) => matches!(hir.name(name), b"true" | b"false"),
        _ => false,
    }
}

/// Whether the expression gives a string, or fails.
pub fn is_string(hir: &Hir, id: ExprId) -> bool {
    match hir.expr(hir.inside_parens(id)) {
        Expr::Str(_) => true,
        Expr::Interp(interp) => !matches!(hir.interp(interp).kind, InterpKind::Path(_)),
        Expr::Apply(..) => is_string_call(hir, hir.inside_parens(id)),
        _ => false,
    }
}

fn is_string_call(hir: &Hir, mut id: ExprId) -> bool {
    let mut given = 0;
    while let Expr::Apply(function, _) = hir.expr(id) {
        given += 1;
        id = hir.inside_parens(function);
    }
    let called = builtin(hir, id).and_then(|name| str::from_utf8(name).ok());
    called.is_some_and(|name| STRINGS.contains(&name) && arguments(name) == given)
}

/// Whether the expression gives a list, or fails.
pub fn is_list(hir: &Hir, id: ExprId) -> bool {
    match hir.expr(hir.inside_parens(id)) {
        Expr::List(_) => true,
        Expr::Binary(op, _) => op == BinOp::Concat,
        _ => false,
    }
}

/// Whether the expression gives a set, or fails.
pub fn is_set(hir: &Hir, id: ExprId) -> bool {
    match hir.expr(hir.inside_parens(id)) {
        Expr::Attrs(_) => true,
        Expr::Binary(op, _) => op == BinOp::Update,
        _ => false,
    }
}

/// `true` or `false`, where that is what these names mean.
pub fn boolean(hir: &Hir, id: ExprId) -> Option<bool> {
    let Expr::Global(name) = hir.expr(id) else { return None };
    match hir.name(name) {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// The builtin that `name` or `builtins.name` is.
pub fn builtin(hir: &Hir, id: ExprId) -> Option<&[u8]> {
    match hir.expr(id) {
        Expr::Global(name) => {
            let name = hir.name(name);
            Some(name.strip_prefix(b"__").unwrap_or(name))
        }
        Expr::Select(select) => {
            let select = hir.select(select);
            let Expr::Global(base) = hir.expr(select.base) else { return None };
            let name = only_name(hir, select.path)?;
            (hir.name(base) == b"builtins" && select.default.is_none()).then_some(name)
        }
        _ => None,
    }
}
