//! NW120: `x: f x`.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId};

pub static RULE: Rule = Rule {
    code: "NW120",
    name: "wrapped-function",
    severity: Severity::Info,
    summary: "A function only hands its argument to another one",
    explain: Explain {
        what: "\
A function `x: f x` where `f` is a name. There is no fix: `f` may be a set that can be called, or a
function whose arguments have names, and programs ask for both.",
        why: "`f` alone is the same when it is called.",
        example: "{ double }: map (x: double x) [ 1 2 ]",
        instead: "{ double }: map double [ 1 2 ]",
    },
    check: Check::Expr(&[ExprKind::Lambda], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Lambda(lambda) = hir.expr(id) else { return };
    let lambda = hir.lambda(lambda);
    let Expr::Apply(function, argument) = hir.expr(lambda.body) else { return };
    let named = match hir.expr(function) {
        Expr::Local { up, .. } => up > 0,
        Expr::Global(_) | Expr::With(_) => true,
        _ => false,
    };
    if lambda.pattern.is_none()
        && named
        && hir.expr(argument) == (Expr::Local { up: 0, slot: 0 })
        && let Some(name) = text::of_expr(file, function)
    {
        sink.at(hir.span(id), format!("this function is `{name}`"));
    }
}
