//! Where comments are: the meaning of a file does not hold them, and who changes its text must.

use rnix::SyntaxKind::TOKEN_COMMENT;

use super::hir::Span;

/// Whether a comment stands in this part of a text, which must begin and end between tokens. Text
/// that is not UTF-8 counts as one.
pub fn any_in(source: &[u8], span: Span) -> bool {
    let Some(part) = source.get(span.start as usize..span.end as usize) else { return true };
    let may_hold =
        memchr::memchr(b'#', part).is_some() || memchr::memmem::find(part, b"/*").is_some();
    may_hold
        && str::from_utf8(part)
            .map_or(true, |part| rnix::tokenize(part).any(|(kind, _)| kind == TOKEN_COMMENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_hold_none() {
        let all = |text: &str| Span { start: 0, end: u32::try_from(text.len()).unwrap() };
        let any = |text: &str| any_in(text.as_bytes(), all(text));
        assert!(any("a # b") && any("a /* b */ c"));
        assert!(!any("\"# a\" ''/* b */'' ./a"));
        assert!(any_in(b"# \xff", Span { start: 0, end: 3 }));
    }
}
