//! Edits of a text, applied at once.

use std::fmt;

use super::hir::Problem;
use crate::model::finding::Edit;

/// Why edits cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Two edits change the same bytes, or insert at the same place.
    Overlap {
        /// Where.
        at: u32,
    },
    /// An edit lies outside the text, or its end before its start.
    Outside {
        /// Where.
        at: u32,
    },
    /// The text parsed before the edits, and would no longer parse after them.
    Breaks(Problem),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overlap { at } => write!(f, "two edits overlap at byte {at}"),
            Self::Outside { at } => write!(f, "an edit at byte {at} lies outside the file"),
            Self::Breaks(problem) => {
                write!(f, "the edited file would not parse: {}", problem.message)
            }
        }
    }
}

impl std::error::Error for Refused {}

/// Applies `edits`, in any order, to `source`. The same edit given twice counts once.
pub fn apply(source: &[u8], edits: &[Edit]) -> Result<Vec<u8>, Refused> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_unstable();
    edits.dedup();
    let grown: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut edited = Vec::with_capacity(source.len() + grown);
    let (mut done, mut last) = (0, None);
    for edit in edits {
        let (start, end) = (edit.start as usize, edit.end as usize);
        if start < done || last == Some(edit.start) {
            return Err(Refused::Overlap { at: edit.start });
        }
        let outside = Refused::Outside { at: edit.start };
        if end < start || end > source.len() {
            return Err(outside);
        }
        edited.extend_from_slice(source.get(done..start).ok_or(outside)?);
        edited.extend_from_slice(edit.text.as_bytes());
        (done, last) = (end, Some(edit.start));
    }
    edited.extend_from_slice(source.get(done..).unwrap_or_default());
    Ok(edited)
}

/// As [`apply`], for Nix text: the result has no problem that `source` did not have.
pub fn apply_to_nix(source: &[u8], edits: &[Edit]) -> Result<Vec<u8>, Refused> {
    let edited = apply(source, edits)?;
    let before = super::parse(source).problems.len();
    let mut after = super::parse(&edited).problems;
    match after.pop() {
        Some(problem) if after.len() >= before => Err(Refused::Breaks(problem)),
        _ => Ok(edited),
    }
}

#[cfg(test)]
mod tests {
    use super::{Edit, Refused, apply, apply_to_nix};

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { start, end, text: text.to_owned() }
    }

    #[test]
    fn applied_in_order_whatever_the_order_given() {
        let edits = [edit(4, 5, "three"), edit(0, 1, "one"), edit(1, 2, ""), edit(4, 5, "three")];
        assert_eq!(apply(b"1 2 3", &edits), Ok(b"one2 three".to_vec()));
        assert_eq!(apply(b"", &[edit(0, 0, "x")]), Ok(b"x".to_vec()));
    }

    #[test]
    fn refused_where_they_contradict() {
        let overlap = apply(b"abc", &[edit(0, 2, ""), edit(1, 3, "")]);
        assert_eq!(overlap, Err(Refused::Overlap { at: 1 }));
        let inserts = apply(b"abc", &[edit(1, 1, "x"), edit(1, 1, "y")]);
        assert_eq!(inserts, Err(Refused::Overlap { at: 1 }));
        assert_eq!(apply(b"abc", &[edit(2, 4, "")]), Err(Refused::Outside { at: 2 }));
        assert_eq!(apply(b"abc", &[edit(2, 1, "")]), Err(Refused::Outside { at: 2 }));
    }

    #[test]
    fn nix_text_stays_whole() {
        assert_eq!(apply_to_nix(b"[ 1 2 ]", &[edit(2, 4, "")]), Ok(b"[ 2 ]".to_vec()));
        assert!(matches!(apply_to_nix(b"[ 1 ]", &[edit(4, 5, "")]), Err(Refused::Breaks(_))));
    }
}
