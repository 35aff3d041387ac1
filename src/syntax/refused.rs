//! rnix's errors in our words.

use rnix::ParseError;

use super::hir::{Problem, ProblemKind, Span};

/// The first error; those after it are mostly its echo, and Nix too stops there.
pub fn problem(errors: &[ParseError], source: &[u8]) -> Option<Problem> {
    let end = u32::try_from(source.len()).unwrap_or(u32::MAX);
    let at_end = Span { start: end, end };
    let (span, message) = match errors.first()? {
        ParseError::Unexpected(range)
        | ParseError::UnexpectedExtra(range)
        | ParseError::UnexpectedWanted(_, range, _)
        | ParseError::UnexpectedDoubleBind(range)
        | ParseError::DuplicatedArgs(range, _) => {
            (Span { start: range.start().into(), end: range.end().into() }, "syntax error")
        }
        _ => (at_end, "syntax error, unexpected end of file"),
    };
    Some(Problem { kind: ProblemKind::Syntax, span, message: message.to_owned() })
}
