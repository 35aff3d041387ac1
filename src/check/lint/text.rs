//! The text behind expressions: what a fix must look at before it changes any of it.

use crate::check::input::File;
use crate::model::finding::Edit;
use crate::syntax::comments;
use crate::syntax::hir::{Binding, Expr, ExprId, Hir, InterpKind, Span};

/// The text of a span, where it is UTF-8.
pub fn of<'a>(file: &File<'a>, span: Span) -> Option<&'a str> {
    str::from_utf8(file.text.get(span.start as usize..span.end as usize)?).ok()
}

/// The text of an expression.
pub fn of_expr<'a>(file: &File<'a>, id: ExprId) -> Option<&'a str> {
    of(file, file.hir.span(id))
}

/// A name as findings quote it.
pub fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// Whether this text, which must begin and end between tokens, holds no comment.
pub fn is_plain(file: &File<'_>, span: Span) -> bool {
    !comments::any_in(file.text, span)
}

/// Whether an expression is one without parentheses whatever stands around it, be it `.`: then it
/// may also be given parentheses without a change of meaning.
pub fn is_atom(hir: &Hir, id: ExprId) -> bool {
    match hir.expr(id) {
        Expr::Local { .. }
        | Expr::Global(_)
        | Expr::With(_)
        | Expr::Str(_)
        | Expr::List(_)
        | Expr::Paren(_) => true,
        Expr::Attrs(set) => !hir.set(set).synthetic,
        Expr::Interp(interp) => !matches!(hir.interp(interp).kind, InterpKind::Path(_)),
        Expr::Select(select) => hir.select(select).default.is_none(),
        _ => false,
    }
}

/// The text of an expression as an operand: in parentheses, unless it is an atom.
pub fn operand(file: &File<'_>, id: ExprId) -> Option<String> {
    let text = of_expr(file, id)?;
    Some(if is_atom(file.hir, id) { text.to_owned() } else { format!("({text})") })
}

/// The offset just after `byte`, where nothing but blanks stands before it.
pub fn just_after(file: &File<'_>, from: u32, byte: u8) -> Option<u32> {
    let rest = file.text.get(from as usize..)?;
    let blanks = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
    (rest.get(blanks) == Some(&byte)).then(|| from + u32::try_from(blanks).unwrap_or(0) + 1)
}

/// All of `name = value;`, where it is written so, without comments.
pub fn assignment(file: &File<'_>, binding: &Binding, value: ExprId) -> Option<Span> {
    let span = file.hir.span(value);
    let before = file.text.get(binding.name_span.end as usize..span.start as usize)?;
    let end = just_after(file, span.end, b';')?;
    let whole = Span { start: binding.name_span.start, end };
    (before.trim_ascii() == b"=" && is_plain(file, whole)).then_some(whole)
}

/// The text that a binding is named by, where that is a plain word.
pub fn plain_name<'a>(file: &File<'a>, binding: &Binding) -> Option<&'a str> {
    let name = of(file, binding.name_span)?;
    (name.as_bytes() == file.hir.name(binding.name)).then_some(name)
}

/// Takes a span out of the text, together with its lines where it has them for itself. None where
/// a comment stands in it, behind it or on the line above: it may be about what goes.
pub fn removal(file: &File<'_>, span: Span) -> Option<Edit> {
    let (start, end) = (span.start as usize, span.end as usize);
    let (before, after) = (file.text.get(..start)?, file.text.get(end..)?);
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let line_end = after.iter().position(|&byte| byte == b'\n').map_or(after.len(), |at| at + 1);
    let (head, tail) = (before.get(line_start..)?, after.get(..line_end)?.trim_ascii());
    let above = before.get(..line_start)?.trim_ascii_end();
    let above = above.rsplit(|&byte| byte == b'\n').next()?.trim_ascii_start();
    let starts_comment = |text: &[u8]| text.starts_with(b"#") || text.starts_with(b"/*");
    let alone_before = head.trim_ascii().is_empty();
    if !is_plain(file, span)
        || starts_comment(tail)
        || head.trim_ascii_end().ends_with(b"*/")
        || (alone_before && (starts_comment(above) || above.ends_with(b"*/")))
    {
        return None;
    }
    let (from, to) = if alone_before && tail.is_empty() {
        (line_start, end + line_end)
    } else {
        // Blanks before go, unless two words would meet.
        let closed = after.first().is_none_or(|&next| {
            next.is_ascii_whitespace() || matches!(next, b';' | b'}' | b')' | b']')
        });
        (if closed { before.trim_ascii_end().len() } else { start }, end)
    };
    let span = Span { start: u32::try_from(from).ok()?, end: u32::try_from(to).ok()? };
    Some(edit(span, ""))
}

/// Puts a text in place of a span.
pub fn edit(span: Span, text: impl Into<String>) -> Edit {
    Edit { start: span.start, end: span.end, text: text.into() }
}

/// Takes a span out of the text, where it holds no comment.
pub fn without(file: &File<'_>, span: Span) -> Option<Edit> {
    is_plain(file, span).then(|| edit(span, ""))
}

/// Where the pattern of a function ends that begins at `start`, its body at `body`.
pub fn pattern_end(file: &File<'_>, start: u32, body: u32) -> u32 {
    let head = file.text.get(start as usize..body as usize).unwrap_or(&[]);
    let brace = head.iter().position(|&byte| byte == b'}').and_then(|at| u32::try_from(at).ok());
    brace.map_or(body, |at| start + at + 1)
}
