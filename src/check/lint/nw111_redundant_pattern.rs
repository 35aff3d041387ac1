//! NW111: `args@{ ... }` where `args` would do.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId};

pub static RULE: Rule = Rule {
    code: "NW111",
    name: "redundant-pattern",
    severity: Severity::Info,
    summary: "A pattern of nothing but `...` beside a name",
    explain: Explain {
        what: "A function `args@{ ... }: ..`. There is no fix, since `args: ..` would take what is no set as well.",
        why: "The braces name nothing; `args: ..` is the same for every set.",
        example: "inputs@{ ... }: inputs.nixpkgs",
        instead: "inputs: inputs.nixpkgs",
    },
    check: Check::Expr(&[ExprKind::Lambda], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Lambda(lambda) = hir.expr(id) else { return };
    let lambda = hir.lambda(lambda);
    let (Some((name, span)), Some(pattern)) = (lambda.arg, lambda.pattern) else { return };
    if pattern.ellipsis && pattern.formals.is_empty() && lambda.arg_used {
        let name = text::shown(hir.name(name));
        sink.at(span, format!("the pattern beside `{name}` names nothing"))
            .help(format!("write `{name}:`"));
    }
}
