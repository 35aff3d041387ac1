//! NW107: a `rec` whose entries do not refer to one another.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Binding, Expr, ExprId, Span};

pub static RULE: Rule = Rule {
    code: "NW107",
    name: "useless-rec",
    severity: Severity::Info,
    summary: "A set is `rec` and no entry refers to another",
    explain: Explain {
        what: "A `rec { .. }` whose entries never refer to one another. The fix takes out `rec`.",
        why: "\
In a `rec` set every entry hides the variable of its name around the set: an entry added later may
catch a name that meant something else, or refer to itself.",
        example: r#"rec { name = "web"; port = 80; }"#,
        instead: r#"{ name = "web"; port = 80; }"#,
    },
    check: Check::Expr(&[ExprKind::Attrs], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Attrs(set) = hir.expr(id) else { return };
    let set = hir.set(set);
    if !set.recursive {
        return;
    }
    // What `__overrides` holds replaces entries only where the set is `rec`.
    let needed = |binding: &Binding| {
        binding.used || binding.recursive || hir.name(binding.name) == b"__overrides"
    };
    if hir.bindings(set.bindings).iter().any(needed) {
        return;
    }
    let start = hir.span(id).start;
    let word = Span { start, end: start + 3 };
    if text::of(file, word) != Some("rec") {
        return;
    }
    let brace = text::just_after(file, word.end, b'{');
    let edit = brace.and_then(|after| text::without(file, Span { start, end: after - 1 }));
    sink.at(word, "no entry of this set refers to another").fix(edit);
}
