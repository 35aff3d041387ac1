//! NW115: a `let` directly in a `let`.

use std::collections::HashSet;

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::{Edit, Severity};
use crate::syntax::hir::{Binding, Entry, Expr, ExprId, Set, Span};

pub static RULE: Rule = Rule {
    code: "NW115",
    name: "nested-let",
    severity: Severity::Info,
    summary: "A `let` stands directly in another one",
    explain: Explain {
        what: "\
A `let .. in let .. in ..`. The fix makes one of both, where each name keeps its meaning: the inner
names are new, and nothing in the outer bindings means another variable of such a name.",
        why: "One list of names is read faster than two.",
        example: "let a = 1; in let b = a; in b",
        instead: "let a = 1; b = a; in b",
    },
    check: Check::Expr(&[ExprKind::Let], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Let(outer, body) = hir.expr(id) else { return };
    let Expr::Let(inner, innermost) = hir.expr(body) else { return };
    let start = hir.span(body).start;
    let draft = sink.at(Span { start, end: start + 3 }, "this `let` stands directly in another");
    // From the inside out: what is merged may be merged again.
    if !matches!(hir.expr(innermost), Expr::Let(..))
        && keep_their_meaning(file, id, hir.set(outer), hir.set(inner), start)
    {
        draft.fix(words_between(file, start));
    }
}

/// `in` and `let`, where nothing but blanks stands between and no comment before them.
fn words_between(file: &File<'_>, inner: u32) -> Option<Edit> {
    let before = file.text.get(..inner as usize)?.trim_ascii_end().strip_suffix(b"in")?;
    let line = before.rsplit(|&byte| byte == b'\n').next()?;
    if line.contains(&b'#') {
        return None;
    }
    Some(Edit { start: u32::try_from(before.len()).ok()?, end: inner + 3, text: String::new() })
}

/// Whether all names mean the same once the inner `let`, which starts at `body`, is part of the
/// outer one, `id`.
fn keep_their_meaning(file: &File<'_>, id: ExprId, outer: &Set, inner: &Set, body: u32) -> bool {
    let hir = file.hir;
    let (outer_names, inner_names) = (hir.bindings(outer.bindings), hir.bindings(inner.bindings));
    let names: HashSet<&[u8]> = inner_names.iter().map(|binding| hir.name(binding.name)).collect();
    // `inherit a` means a variable around its own `let`.
    let takes_from_outer = |binding: &Binding| match binding.entry {
        Entry::Inherit(variable) => matches!(hir.expr(variable), Expr::Local { up: 0, .. }),
        Entry::Value(_) | Entry::InheritFrom(_) => false,
    };
    if outer_names.iter().any(|binding| names.contains(hir.name(binding.name)))
        || inner_names.iter().any(takes_from_outer)
    {
        return false;
    }
    // Parts come before the whole.
    let start = hir.span(id).start;
    let parts = (0..id.0).rev().map(ExprId).take_while(|&part| hir.span(part).start >= start);
    let mut outer_variables = parts.filter(|&part| {
        hir.span(part).start < body
            && matches!(hir.expr(part), Expr::Local { .. } | Expr::Global(_) | Expr::With(_))
    });
    !outer_variables
        .any(|part| text::of_expr(file, part).is_none_or(|name| names.contains(name.as_bytes())))
}
