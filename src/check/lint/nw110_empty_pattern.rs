//! NW110: a function of `{ ... }` that is no module.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{BinOp, Expr, ExprId, Hir, Span};

pub static RULE: Rule = Rule {
    code: "NW110",
    name: "empty-pattern",
    severity: Severity::Info,
    summary: "A function takes a set and looks at none of it",
    explain: Explain {
        what: "\
A function `{ ... }: ..` whose body is no set: a list, a text, a number, another function. Where the
body is or may be a set, it is left alone: that is how modules begin. There is no fix, since `_: ..`
would take what is no set as well.",
        why: "`_: ..` says that the argument does not matter.",
        example: "{ list = map ({ ... }: 1) [ { a = 1; } ]; }",
        instead: "{ list = map (_: 1) [ { a = 1; } ]; }",
    },
    check: Check::Expr(&[ExprKind::Lambda], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Lambda(lambda) = hir.expr(id) else { return };
    let lambda = hir.lambda(lambda);
    let Some(pattern) = lambda.pattern else { return };
    if pattern.ellipsis
        && pattern.formals.is_empty()
        && lambda.arg.is_none()
        && id != hir.root()
        && is_no_set(hir, lambda.body)
    {
        let start = hir.span(id).start;
        let end = text::pattern_end(file, start, hir.span(lambda.body).start);
        sink.at(Span { start, end }, "this function looks at nothing of its argument")
            .help("write `_:`");
    }
}

/// Whether a body is certainly no set.
fn is_no_set(hir: &Hir, mut id: ExprId) -> bool {
    loop {
        id = match hir.expr(id) {
            Expr::Paren(body)
            | Expr::Let(_, body)
            | Expr::Assert(_, body)
            | Expr::WithScope(_, body) => body,
            Expr::Binary(op, _) => return op != BinOp::Update,
            expr => {
                return matches!(
                    expr,
                    Expr::Int(_)
                        | Expr::Float(_)
                        | Expr::Str(_)
                        | Expr::Interp(_)
                        | Expr::List(_)
                        | Expr::Lambda(_)
                        | Expr::HasAttr(_)
                        | Expr::Not(_)
                );
            }
        };
    }
}
