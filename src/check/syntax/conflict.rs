//! The marks that git leaves in a file it could not merge.

use crate::syntax::hir::Span;

/// The first line of the first unresolved conflict: one that begins, divides and ends.
pub fn marker(text: &[u8]) -> Option<Span> {
    // Hardly any file has one: this is all that is done for it.
    memchr::memmem::find(text, b"<<<<<<< ")?;
    let mut offset = 0;
    let mut first = None;
    let mut divided = false;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let end = offset + line.trim_ascii_end().len();
        if line.starts_with(b"<<<<<<< ") {
            first = Some((offset, end));
            divided = false;
        } else if first.is_some() && line.trim_ascii_end() == b"=======" {
            divided = true;
        } else if divided && line.starts_with(b">>>>>>> ") {
            let (start, end) = first?;
            return Some(Span { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? });
        }
        offset += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Span, marker};

    #[test]
    fn a_conflict_has_three_marks() {
        let text = b"{\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n}\n";
        assert_eq!(marker(text), Some(Span { start: 2, end: 14 }));
        assert_eq!(marker(b"<<<<<<< HEAD\n>>>>>>> other\n"), None);
        assert_eq!(marker(b"=======\n>>>>>>> other\n"), None);
        assert_eq!(marker(b""), None);
    }
}
