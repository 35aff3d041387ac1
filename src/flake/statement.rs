//! Adding a statement to a set as a person would: behind the last one, indented like it, with everything
//! else as it was.

use crate::model::finding::Edit;
use crate::syntax::hir::Span;
use crate::syntax::spell;
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

/// `name = value;`, behind the beginning of a path.
pub(super) fn statement(path: &str, name: &str, value: &str) -> String {
    format!("{path}{} = {};", spell::name(name), value.trim_end())
}

/// Lines, each behind this.
pub(super) fn indented(text: &str, indent: &str) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{indent}{line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
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

    fn edit(&self, range: std::ops::Range<usize>, text: String) -> Edit {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Edit { start: offset(range.start), end: offset(range.end), text }
    }

    /// The line up to here.
    fn before(&self, at: usize) -> &[u8] {
        let head = self.0.get(..at).unwrap_or_default();
        let line = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        &head[line..]
    }

    fn first_on_line(&self, at: usize) -> bool {
        self.before(at).trim_ascii().is_empty()
    }

    fn indentation(&self, at: usize) -> String {
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
