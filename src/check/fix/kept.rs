//! The findings that nobody wants mended, and their lines: those that a baseline knows.
//!
//! A baseline knows a finding by what its line says. A fix of something else in the same line would
//! make it a new one, so such a line stays as it is.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::finding::{Edit, Finding};

/// What stays as it is in one file.
pub(super) struct Kept {
    /// The lines, without the blanks at their ends.
    lines: Vec<Range<usize>>,
    /// The rule and the first byte of each finding.
    findings: HashSet<(&'static str, usize)>,
}

impl Kept {
    /// These findings, which lie in a file that says this.
    pub(super) fn of(text: &[u8], findings: &[Finding]) -> Self {
        let mut kept = Self { lines: Vec::new(), findings: HashSet::new() };
        for finding in findings {
            let Some(range) = finding.range else { continue };
            let start = range.bytes.0 as usize;
            kept.lines.push(line_around(text, start));
            kept.findings.insert((finding.code, start));
        }
        kept
    }

    /// Whether this is one of the findings.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        let start = finding.range.map(|range| range.bytes.0 as usize);
        start.is_some_and(|start| self.findings.contains(&(finding.code, start)))
    }

    /// Whether all lines say the same after these edits of the text.
    pub(super) fn survives(&self, text: &[u8], edits: &[Edit]) -> bool {
        self.lines.iter().all(|line| edits.iter().all(|edit| leaves(text, edit, line)))
    }

    /// Moves along with the text when edits are made that all lines survive.
    pub(super) fn follow(&mut self, fixes: &[&[Edit]]) {
        let moved = |at: usize| {
            let edits = fixes.iter().copied().flatten();
            let before = edits.filter(|edit| edit.end as usize <= at);
            let (gone, come) = before.fold((0, 0), |(gone, come), edit| {
                (gone + (edit.end - edit.start) as usize, come + edit.text.len())
            });
            at + come - gone
        };
        for line in &mut self.lines {
            *line = moved(line.start)..moved(line.start) + line.len();
        }
        self.findings = self.findings.iter().map(|(code, start)| (*code, moved(*start))).collect();
    }
}

/// The line that holds a byte, without the blanks at its ends.
fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let (before, after) = text.split_at(at.min(text.len()));
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let end = before.len() + memchr::memchr(b'\n', after).unwrap_or(after.len());
    let line = text.get(start..end).unwrap_or_default();
    let start = start + (line.len() - line.trim_ascii_start().len());
    start..start + line.trim_ascii().len()
}

/// Whether a line says the same after an edit beside it.
fn leaves(text: &[u8], edit: &Edit, line: &Range<usize>) -> bool {
    let (start, end) = (edit.start as usize, edit.end as usize);
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let new = edit.text.as_bytes();
    if end <= line.start {
        ends_in_blanks(&[part(0..start), new, part(end..line.start)])
    } else if start >= line.end {
        begins_with_blanks(&[part(line.end..start), new, part(end..text.len())])
    } else {
        false
    }
}

/// Whether what these parts have on their last line is blank.
fn ends_in_blanks(parts: &[&[u8]]) -> bool {
    let mut bytes = parts.iter().rev().flat_map(|part| part.iter().rev());
    bytes
        .find(|byte| **byte == b'\n' || !byte.is_ascii_whitespace())
        .is_none_or(|byte| *byte == b'\n')
}

/// Whether what these parts have on their first line is blank.
fn begins_with_blanks(parts: &[&[u8]]) -> bool {
    let mut bytes = parts.iter().flat_map(|part| part.iter());
    bytes
        .find(|byte| **byte == b'\n' || !byte.is_ascii_whitespace())
        .is_none_or(|byte| *byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"one\n  two three  \nfour\n";

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { start, end, text: text.into() }
    }

    #[test]
    fn a_line_is_what_stands_between_blanks() {
        assert_eq!(&TEXT[line_around(TEXT, 7)], b"two three");
        assert_eq!(&TEXT[line_around(TEXT, 0)], b"one");
        assert_eq!(&TEXT[line_around(TEXT, 99)], b"");
    }

    #[test]
    fn a_line_survives_what_is_done_beside_it() {
        let line = line_around(TEXT, 7);
        for (beside, survives) in [
            (edit(0, 3, "1"), true),
            (edit(0, 4, ""), true),
            (edit(3, 6, "\n"), true),
            (edit(4, 6, ""), true),
            (edit(3, 6, " "), false),
            (edit(6, 6, "x"), false),
            (edit(7, 8, "x"), false),
            (edit(0, 22, ""), false),
            (edit(15, 15, "x"), false),
            (edit(15, 18, ""), false),
            (edit(15, 17, ""), true),
            (edit(15, 22, ""), true),
            (edit(18, 22, "4"), true),
        ] {
            assert_eq!(leaves(TEXT, &beside, &line), survives, "{beside:?}");
        }
    }

    #[test]
    fn it_moves_with_the_text() {
        let line = line_around(TEXT, 7);
        let mut kept = Kept { lines: vec![line], findings: HashSet::from([("NW101", 10)]) };
        kept.follow(&[&[edit(0, 4, ""), edit(4, 4, "xy")], &[edit(18, 19, "")]]);
        assert_eq!((kept.lines[0].clone(), kept.findings), (4..13, HashSet::from([("NW101", 8)])));
    }
}
