//! NW116: `let { body = ..; }`.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, Span};

pub static RULE: Rule = Rule {
    code: "NW116",
    name: "legacy-let",
    severity: Severity::Warning,
    summary: "The old `let { .. }` is used",
    explain: Explain {
        what: "\
A `let { ..; body = ..; }`, whose value is that of `body`. The fix writes `(rec { .. }).body`, which
is the same.",
        why: "It is undocumented, newer versions of Nix warn of it, and other tools do not read it.",
        example: "let { a = 1; body = a + 1; }",
        instead: "let a = 1; in a + 1",
    },
    check: Check::Expr(&[ExprKind::Let], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::LegacyLet(set) = hir.expr(id) else { return };
    let Span { start, end } = hir.span(id);
    let word = Span { start, end: start + 3 };
    let draft = sink.at(word, "this form of `let` is obsolete");
    draft.help("write `let .. in ..`");
    let has_body =
        hir.bindings(hir.set(set).bindings).iter().any(|binding| hir.name(binding.name) == b"body");
    if has_body && text::of(file, word) == Some("let") {
        draft.replace(word, "(rec").replace(Span { start: end, end }, ").body");
    }
}
