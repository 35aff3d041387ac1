//! Comments that tell a program what to leave alone.

use rnix::SyntaxKind::TOKEN_COMMENT;

use serde::{Deserialize, Serialize};

use super::hir::Span;

/// A comment that tells a program what to leave alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directive {
    /// The whole comment.
    pub span: Span,
    /// The program.
    pub to: Addressee,
}

/// Whom a [`Directive`] is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Addressee {
    /// `# nixward: allow ..`
    Nixward,
    /// `# deadnix: skip`
    Deadnix,
}

/// What such comments contain.
const MARKS: &[(&[u8], Addressee)] =
    &[(b"nixward:", Addressee::Nixward), (b"deadnix: skip", Addressee::Deadnix)];

/// The comments of `source` that contain a mark. `text` is what rnix saw of it.
pub fn find(source: &[u8], text: &str) -> Vec<Directive> {
    let holds = |part: &[u8], mark| memchr::memmem::find(part, mark).is_some();
    if !MARKS.iter().any(|(mark, _)| holds(source, mark)) {
        return Vec::new();
    }
    let mut at = 0;
    let mut directives = Vec::new();
    for (kind, token) in rnix::tokenize(text) {
        let end = at + token.len();
        if kind == TOKEN_COMMENT {
            let original = source.get(at..end).unwrap_or_default();
            let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
            let span = Span { start: offset(at), end: offset(end) };
            let marks = MARKS.iter().filter(|(mark, _)| holds(original, mark));
            directives.extend(marks.map(|(_, to)| Directive { span, to: *to }));
        }
        at = end;
    }
    directives
}

#[cfg(test)]
mod tests {
    use super::Addressee;
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

    #[test]
    fn one_comment_may_speak_to_two_programs() {
        let source =
            b"# nixward: allow NW101 why, deadnix: skip\n\"deadnix: skip\" # deadnix: skip";
        let found: Vec<Addressee> =
            parse(source).directives.iter().map(|directive| directive.to).collect();
        assert_eq!(found, [Addressee::Nixward, Addressee::Deadnix, Addressee::Deadnix]);
    }
}
