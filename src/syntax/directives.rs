//! Comments that speak to nixward.

use rnix::SyntaxKind::TOKEN_COMMENT;

use super::hir::{Directive, Span};

const MARK: &[u8] = b"nixward:";

/// The comments of `source` that contain `nixward:`. `text` is what rnix saw of it.
pub fn find(source: &[u8], text: &str) -> Vec<Directive> {
    if memchr::memmem::find(source, MARK).is_none() {
        return Vec::new();
    }
    let mut at = 0;
    let mut directives = Vec::new();
    for (kind, token) in rnix::tokenize(text) {
        let end = at + token.len();
        let original = source.get(at..end).unwrap_or_default();
        if kind == TOKEN_COMMENT && memchr::memmem::find(original, MARK).is_some() {
            let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
            directives.push(Directive { span: Span { start: offset(at), end: offset(end) } });
        }
        at = end;
    }
    directives
}

#[cfg(test)]
mod tests {
    use crate::syntax::parse;

    #[test]
    fn only_comments_speak() {
        let source = "/* nixward: allow NW101 ä */ \"# nixward: no\" # é\n# nixward: allow NW102";
        let found: Vec<&str> = parse(source.as_bytes())
            .directives
            .iter()
            .map(|directive| &source[directive.span.start as usize..directive.span.end as usize])
            .collect();
        assert_eq!(found, ["/* nixward: allow NW101 ä */", "# nixward: allow NW102"]);
    }
}
