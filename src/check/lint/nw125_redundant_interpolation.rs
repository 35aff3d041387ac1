//! NW125: `"${x}"` around a string.

use super::{place, text, values};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, InterpKind, Part};

pub static RULE: Rule = Rule {
    code: "NW125",
    name: "redundant-interpolation",
    severity: Severity::Info,
    summary: "A string holds nothing but another one",
    explain: Explain {
        what: "\
A `\"${x}\"` where `x` is certainly a string: written as one, or the result of a builtin such as
`toString`. The fix leaves `x`. Around anything else it makes a string of it, and is left alone.",
        why: "It says nothing.",
        example: r#"{ port }: "${toString port}""#,
        instead: "{ port }: toString port",
    },
    check: Check::Expr(&[ExprKind::Interp], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Interp(interp) = hir.expr(id) else { return };
    let interp = hir.interp(interp);
    let [Part::Expr(inner)] = hir.parts(interp.parts) else { return };
    if matches!(interp.kind, InterpKind::Path(_))
        || !values::is_string(hir, *inner)
        || place::is_name(file, id)
    {
        return;
    }
    let span = hir.span(id);
    let draft = sink.at(span, "this string holds nothing but another one");
    if text::is_plain(file, span) {
        let better = text::operand(file, *inner);
        draft.fix(better.map(|text| text::edit(span, text)));
    }
}
