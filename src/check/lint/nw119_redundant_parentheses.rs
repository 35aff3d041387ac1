//! NW119: parentheses around what needs none.

use super::{place, text};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::{Edit, Severity};
use crate::syntax::hir::{Expr, ExprId, Span};

pub static RULE: Rule = Rule {
    code: "NW119",
    name: "redundant-parentheses",
    severity: Severity::Info,
    summary: "Parentheses stand around what needs none",
    explain: Explain {
        what: "\
Parentheses around a name, a string, a list, a set, an attribute (`(a.b)`) or other parentheses, and
around the whole value of a binding or the whole of what stands behind `in`. The fix takes them out
where the text around then still means the same: not in `(a.b) or c`, not in `(a)/b`.",
        why: "Parentheses say that something is grouped which would not be so without them.",
        example: r#"{ a = (x: x + 1); b = [ (a.b) ("c") ]; }"#,
        instead: r#"{ a = x: x + 1; b = [ a.b "c" ]; }"#,
    },
    check: Check::Expr(&[ExprKind::Paren], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Paren(inner) = hir.expr(id) else { return };
    if text::of_expr(file, inner) == Some("or") {
        return;
    }
    let atom = text::is_atom(hir, inner);
    if atom || place::is_whole(file, id) {
        sink.at(hir.span(id), "these parentheses are not needed").fix(edits(file, id, inner, atom));
    }
}

/// Takes out both parentheses with the blanks inside of them.
fn edits(file: &File<'_>, id: ExprId, inner: ExprId, atom: bool) -> Vec<Edit> {
    let (outside, inside) = (file.hir.span(id), file.hir.span(inner));
    let both = || {
        if keeps_default_out(file, id, inner) {
            return None;
        }
        let left = left(file, outside.start)?;
        let right = right(file, outside.end, atom)?;
        let open = text::without(file, Span { start: outside.start, end: inside.start })?;
        let close = text::without(file, Span { start: inside.end, end: outside.end })?;
        Some(vec![Edit { text: left.to_owned(), ..open }, Edit { text: right.to_owned(), ..close }])
    };
    both().unwrap_or_default()
}

/// What has to stand in place of `(`: words must not meet.
fn left(file: &File<'_>, start: u32) -> Option<&'static str> {
    let before = file.text.get(..start as usize)?;
    Some(match before.last() {
        None | Some(b'(' | b'[' | b'{' | b';' | b'=' | b',') => "",
        Some(byte) if byte.is_ascii_whitespace() => "",
        Some(_) => " ",
    })
}

/// What has to stand in place of `)`; none where what follows could join.
fn right(file: &File<'_>, end: u32, atom: bool) -> Option<&'static str> {
    let after = file.text.get(end as usize..)?;
    match after.first() {
        None | Some(b')' | b']' | b'}' | b';' | b',') => Some(""),
        Some(b'.') if atom && !after.starts_with(b"..") => Some(""),
        Some(b'(' | b'[' | b'{' | b'"') => Some(" "),
        Some(byte) if byte.is_ascii_whitespace() => {
            let next = after.trim_ascii_start();
            let joins = next.starts_with(b"or")
                || next.starts_with(b".")
                || next.starts_with(b"#")
                || next.starts_with(b"/*");
            (!joins).then_some("")
        }
        Some(_) => None,
    }
}

/// Whether the parentheses keep an attribute from the `or` of another one: `(a.b).c or d`.
fn keeps_default_out(file: &File<'_>, id: ExprId, inner: ExprId) -> bool {
    let hir = file.hir;
    let parent = file.facts.parent(hir, id).map(|parent| hir.expr(parent));
    let Some(Expr::Select(outer)) = parent else { return false };
    hir.select(outer).default.is_some()
        && matches!(hir.expr(hir.inside_parens(inner)), Expr::Select(_))
}
