//! NW118: builtins that have been replaced.

use super::{place, text, values};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, Hir};

pub static RULE: Rule = Rule {
    code: "NW118",
    name: "deprecated-builtin",
    severity: Severity::Warning,
    summary: "A builtin that has been replaced is used",
    explain: Explain {
        what: "\
A call of `toPath`, for which there is `/. + path`, and of `isNull`, which is `== null` (an info; the
fix writes it so).",
        why: "The manual has said of both that they should no longer be used.",
        example: r#"{ x }: if isNull x then builtins.toPath "/etc" else x"#,
        instead: r#"{ x }: if x == null then /. + "/etc" else x"#,
    },
    check: Check::Expr(&[ExprKind::Apply], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Apply(function, argument) = hir.expr(id) else { return };
    match called(hir, function) {
        Some(b"toPath") => {
            sink.at(hir.span(function), "`toPath` is deprecated")
                .help("write `/. + path`, or `./. + path` for a path beside this file");
        }
        Some(b"isNull") => {
            let span = hir.span(id);
            let draft = sink.at(hir.span(function), "`isNull x` is `x == null`");
            draft.no_worse_than(Severity::Info);
            if text::is_plain(file, span) && !names_null(hir) {
                let better = text::operand(file, argument).map(|operand| {
                    let better = format!("{operand} == null");
                    if place::takes_comparison(file, id) { better } else { format!("({better})") }
                });
                draft.fix(better.map(|text| text::edit(span, text)));
            }
        }
        _ => {}
    }
}

fn called(hir: &Hir, function: ExprId) -> Option<&[u8]> {
    match hir.expr(function) {
        Expr::With(name) if hir.name(name) == b"toPath" => Some(hir.name(name)),
        _ => values::builtin(hir, function),
    }
}

/// Whether the file gives `null` another meaning anywhere.
fn names_null(hir: &Hir) -> bool {
    let lambdas = (0u32..).map(ExprId).take(hir.len()).filter_map(|id| match hir.expr(id) {
        Expr::Lambda(lambda) => hir.lambda(lambda).arg.map(|(name, _)| name),
        _ => None,
    });
    let bindings = (0..).map_while(|at| hir.binding_at(at)).map(|binding| binding.name);
    let formals = (0..).map_while(|at| hir.formal_at(at)).map(|formal| formal.name);
    lambdas.chain(bindings).chain(formals).any(|name| hir.name(name) == b"null")
}
