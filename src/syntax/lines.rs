//! Byte offsets as lines and columns.

use super::hir::Span;
use crate::model::finding::Range;

/// Finds the line and column of offsets in one text.
///
/// A line ends with LF, CR LF or a lone CR, as in Nix's own messages. Both count from 1; a column
/// counts Unicode scalar values, with a replacement character for what is not UTF-8.
pub struct LineIndex<'s> {
    source: &'s [u8],
    starts: Vec<u32>,
}

impl<'s> LineIndex<'s> {
    /// Reads the line breaks of `source`.
    pub fn new(source: &'s [u8]) -> Self {
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', source) {
            if source.get(at..at + 2) != Some(b"\r\n") {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self { source, starts }
    }

    /// Line and column of a byte offset; an offset beyond the end is the end.
    pub fn position(&self, offset: u32) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied();
        let start = start.unwrap_or(0) as usize;
        let end = (offset as usize).clamp(start, self.source.len().max(start));
        let before = self.source.get(start..end).unwrap_or_default();
        let column = 1 + before.utf8_chunks().map(|chunk| columns(&chunk)).sum::<usize>();
        (count(line.max(1)), count(column))
    }

    /// The place of a span, as findings name it.
    pub fn range(&self, span: Span) -> Range {
        let (line, column) = self.position(span.start);
        let (end_line, end_column) = self.position(span.end.max(span.start));
        Range { line, column, end_line, end_column, bytes: (span.start, span.end) }
    }
}

fn columns(chunk: &std::str::Utf8Chunk<'_>) -> usize {
    chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::LineIndex;

    #[test]
    fn counts_characters_and_all_line_ends() {
        let text = "a\r\nä€b\nc\rd".as_bytes();
        let index = LineIndex::new(text);
        let at = |needle: u8| {
            let offset = text.iter().position(|byte| *byte == needle).unwrap();
            index.position(u32::try_from(offset).unwrap())
        };
        assert_eq!([at(b'a'), at(b'b'), at(b'c'), at(b'd')], [(1, 1), (2, 3), (3, 1), (4, 1)]);
        assert_eq!(index.position(99), (4, 2));
        assert_eq!(LineIndex::new(b"").position(0), (1, 1));
        assert_eq!(LineIndex::new(b"\xff\xfeb").position(2), (1, 3), "two broken bytes");
    }
}
