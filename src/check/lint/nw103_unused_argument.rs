//! NW103: an argument that the function does not look at.

use super::{text, unused};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId};

pub static RULE: Rule = Rule {
    code: "NW103",
    name: "unused-argument",
    severity: Severity::Info,
    summary: "The argument of a function is not used",
    explain: Explain {
        what: "\
The argument of `x: ..` where the body does not refer to `x`. Names that begin with `_` are meant to
be unused, and so are those in the line below `# deadnix: skip`; `self`, `super`, `final` and `prev`
are what everybody calls the arguments of an overlay. The fix puts `_` before the name.",
        why: "A reader looks for what becomes of it; `_x` says that nothing does.",
        example: "map (x: 1) [ 2 3 ]",
        instead: "map (_x: 1) [ 2 3 ]",
    },
    check: Check::Expr(&[ExprKind::Lambda], check),
};

/// What the arguments of overlays are called, used or not.
const OF_OVERLAYS: &[&[u8]] = &[b"self", b"super", b"final", b"prev"];

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Lambda(lambda) = hir.expr(id) else { return };
    let lambda = hir.lambda(lambda);
    let Some((name, span)) = lambda.arg else { return };
    let name = hir.name(name);
    if lambda.arg_used
        || lambda.pattern.is_some()
        || unused::is_meant(name)
        || OF_OVERLAYS.contains(&name)
    {
        return;
    }
    let name = text::shown(name);
    let draft = sink.at(span, format!("the argument `{name}` is not used"));
    let meant = format!("_{name}");
    if !hir.names().any(|other| other == meant.as_bytes()) {
        draft.replace(span, meant);
    }
}
