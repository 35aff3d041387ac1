//! What the grammar says to what it does not take, in the words of Nix's parser.

use super::TOO_DEEP;
use super::grammar::{Grammar, Step};
use super::state::Frame;
use super::token::Token;
use crate::syntax::hir::{Problem, ProblemKind, Span};

impl Grammar<'_> {
    pub(super) fn too_deep(&self) -> Problem {
        Problem {
            kind: ProblemKind::TooDeep,
            span: self.lexer.span(),
            message: TOO_DEEP.to_owned(),
        }
    }

    pub(super) fn syntax(&self, message: String) -> Problem {
        Problem { kind: ProblemKind::Syntax, span: self.lexer.span(), message }
    }

    pub(super) fn refuse(&self, token: Token, expected: &str) -> Step {
        let span = self.lexer.span();
        let found = self.found(token, span);
        let message = match expected {
            "" => format!("syntax error, unexpected {found}"),
            _ => format!("syntax error, unexpected {found}, expecting {expected}"),
        };
        Err(self.syntax(message))
    }

    fn found(&self, token: Token, span: Span) -> String {
        match token {
            Token::End => "end of file".to_owned(),
            Token::Ident => "identifier".to_owned(),
            Token::Number | Token::ZeroDot => "number".to_owned(),
            Token::SearchPath | Token::Path => "path".to_owned(),
            Token::Uri => "URI".to_owned(),
            Token::Invalid => "invalid token".to_owned(),
            _ => format!("'{}'", self.lexer.text(span)),
        }
    }
}

/// What closes a construct whose expression is complete.
pub(super) fn expected_after(frame: Frame) -> &'static str {
    match frame {
        Frame::Root => "end of file",
        Frame::Paren | Frame::InheritFrom => "')'",
        Frame::Set | Frame::Let | Frame::LegacyLet | Frame::Semicolon => "';'",
        Frame::Then => "'then'",
        Frame::Else => "'else'",
        Frame::Pattern => "'}' or ','",
        Frame::InString | Frame::InIndented | Frame::InPath | Frame::InAttr => "'}'",
        Frame::List | Frame::Brace => "",
    }
}
