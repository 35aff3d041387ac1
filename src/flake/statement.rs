//! Changing Nix text as a person would: a statement behind the last one, indented like it, with everything
//! else as it was.

use crate::error::{Error, Result};
use crate::model::finding::Edit;
use crate::syntax::hir::{Entry, Expr, ExprId, Hir, Span};
use crate::syntax::{edit, spell};
use crate::tree::RelPath;

/// A file and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// Its path.
    pub file: RelPath,
    /// As it is.
    pub before: Vec<u8>,
    /// As it will be.
    pub after: Vec<u8>,
}

impl Edited {
    /// What comes of these edits of a file.
    ///
    /// # Errors
    /// Edits that do not fit one another, or the text.
    pub fn of(file: RelPath, before: Vec<u8>, edits: &[Edit]) -> Result<Self> {
        let after = edit::apply_to_nix(&before, edits)
            .map_err(|refused| Error::internal(format!("cannot edit {file}")).because(refused))?;
        Ok(Self { file, before, after })
    }
}

/// `name = value;`, behind the beginning of a path.
pub(super) fn statement(path: &str, name: &str, value: &str) -> String {
    format!("{path}{} = {};", spell::name(name), value.trim_end())
}

/// Lines, each behind this.
pub(super) fn indented(text: &str, indent: &str) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{indent}{line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The innermost set written with braces that holds this place.
pub(super) fn set_around(hir: &Hir, place: Span) -> Option<Span> {
    let sets = (0..hir.len()).filter_map(|id| {
        let id = ExprId(u32::try_from(id).ok()?);
        let Expr::Attrs(set) = hir.expr(id) else { return None };
        let span = hir.span(id);
        let holds = span.start < place.start && place.end < span.end;
        (holds && !hir.set(set).synthetic).then_some(span)
    });
    sets.min_by_key(|span| span.end - span.start)
}

/// The value of the entry whose name stands at this place.
pub(super) fn value_of(hir: &Hir, name: Span) -> Option<ExprId> {
    let bindings =
        (0..hir.binding_count()).filter_map(|at| hir.binding_at(u32::try_from(at).ok()?));
    let binding = bindings.into_iter().find(|binding| binding.name_span == name)?;
    match binding.entry {
        Entry::Value(value) => Some(value),
        Entry::Inherit(_) | Entry::InheritFrom(_) => None,
    }
}

/// The braces that a value is written with, behind `let` and parentheses.
pub(super) fn set_of(hir: &Hir, mut value: ExprId) -> Option<Span> {
    loop {
        match hir.expr(value) {
            Expr::Paren(inside) => value = inside,
            Expr::Let(_, body) | Expr::WithScope(_, body) | Expr::Assert(_, body) => value = body,
            Expr::Attrs(set) if !hir.set(set).synthetic => return Some(hir.span(value)),
            _ => return None,
        }
    }
}

/// The text that is edited.
pub(super) struct Text<'a>(pub(super) &'a [u8]);

impl Text<'_> {
    /// What stands before the name of a row, where it is written as `hosts.name = ..`: its place is
    /// then that of `hosts`.
    pub(super) fn path_to(&self, row: Span, key: &str) -> String {
        let (start, end) = (row.start as usize, row.end as usize);
        let first = self.0.get(start..end).unwrap_or_default().trim_ascii();
        let quoted = format!("\"{key}\"");
        if [key.as_bytes(), quoted.as_bytes()].contains(&first) {
            return String::new();
        }
        format!("{}.", String::from_utf8_lossy(first))
    }

    /// A range with the whole of its lines, where nothing else stands on them.
    pub(super) fn whole_lines(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let rest = self.0.get(range.end..).unwrap_or_default();
        let line = memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
        let is_alone = rest.get(..line).unwrap_or_default().trim_ascii().is_empty();
        if is_alone && self.first_on_line(range.start) {
            return range.start - self.before(range.start).len()..range.end + line;
        }
        range
    }

    /// Adds a statement at the end of the set at `set`, in the way of the row that is `like`.
    pub(super) fn append(&self, set: Span, like: Option<Span>, statement: &str) -> Edit {
        let (open, close) = (set.start as usize, set.end as usize - 1);
        let base = self.indentation(close);
        let inside = like
            .filter(|like| self.first_on_line(like.start as usize))
            .map_or_else(|| format!("{base}  "), |like| self.indentation(like.start as usize));
        let gap = if like.is_some_and(|like| self.apart(open, like)) { "\n" } else { "" };
        let rows = indented(statement, &inside);
        if self.first_on_line(close) {
            let line = close - self.before(close).len();
            return self.edit(line..line, format!("{gap}{rows}\n"));
        }
        let head = self.0.get(..close).unwrap_or_default().trim_ascii_end();
        self.edit(head.len()..close, format!("{gap}\n{rows}\n{base}"))
    }

    pub(super) fn edit(&self, range: std::ops::Range<usize>, text: String) -> Edit {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Edit { start: offset(range.start), end: offset(range.end), text }
    }

    /// The line up to here.
    pub(super) fn before(&self, at: usize) -> &[u8] {
        let head = self.0.get(..at).unwrap_or_default();
        let line = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        &head[line..]
    }

    pub(super) fn first_on_line(&self, at: usize) -> bool {
        self.before(at).trim_ascii().is_empty()
    }

    pub(super) fn indentation(&self, at: usize) -> String {
        let line = self.before(at);
        let blank = line.iter().take_while(|byte| b" \t".contains(byte)).count();
        String::from_utf8_lossy(&line[..blank]).into_owned()
    }

    /// Whether an empty line keeps the row from what is before it, comments of its own aside.
    fn apart(&self, open: usize, row: Span) -> bool {
        let start = row.start as usize - self.before(row.start as usize).len();
        let above = self.0.get(open..start).unwrap_or_default();
        let mut lines = above.split(|byte| *byte == b'\n').rev().skip(1).map(<[u8]>::trim_ascii);
        lines.find(|line| !line.starts_with(b"#")).is_some_and(<[u8]>::is_empty)
    }
}
