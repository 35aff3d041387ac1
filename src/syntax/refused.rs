//! rnix's errors in our words. They are rare: the guard has seen the text first.

use rnix::ParseError;

use super::guard::TOO_DEEP;
use super::hir::{Problem, ProblemKind, Span};

/// The first error; those after it are mostly its echo, and Nix too stops there.
pub fn problem(errors: &[ParseError], source: &[u8]) -> Option<Problem> {
    let end = u32::try_from(source.len()).unwrap_or(u32::MAX);
    let mut kind = ProblemKind::Syntax;
    let mut span = Span { start: end, end };
    let message = match errors.first()? {
        ParseError::Unexpected(range)
        | ParseError::UnexpectedExtra(range)
        | ParseError::UnexpectedWanted(_, range, _)
        | ParseError::UnexpectedDoubleBind(range)
        | ParseError::DuplicatedArgs(range, _) => {
            span = Span { start: range.start().into(), end: range.end().into() };
            "syntax error: nixward cannot read this".to_owned()
        }
        ParseError::RecursionLimitExceeded => {
            kind = ProblemKind::TooDeep;
            TOO_DEEP.to_owned()
        }
        _ => "syntax error, unexpected end of file".to_owned(),
    };
    Some(Problem { kind, span, message })
}
