//! The part of the grammar between braces: sets, `let` and patterns.

use super::grammar::{Grammar, Step};
use super::state::{Frame, State};
use super::token::Token;

impl Grammar<'_> {
    pub(super) fn brace(&mut self, token: Token) -> Step {
        match token {
            Token::Ident => self.go(State::BraceIdent),
            Token::RightBrace => {
                self.close()?;
                self.go(State::BraceEmpty)
            }
            Token::Ellipsis => {
                self.turn_into(Frame::Pattern, State::AfterPattern);
                self.go(State::AfterEllipsis)
            }
            _ => {
                self.turn_into(Frame::Set, State::AfterSimple);
                self.entry(token)
            }
        }
    }

    pub(super) fn brace_ident(&mut self, token: Token) -> Step {
        if matches!(token, Token::Comma | Token::Question | Token::RightBrace) {
            self.turn_into(Frame::Pattern, State::AfterPattern);
            return self.after_formal(token);
        }
        self.turn_into(Frame::Set, State::AfterSimple);
        self.state = State::AfterEntryAttr;
        self.step(token)
    }

    pub(super) fn brace_empty(&mut self, token: Token) -> Step {
        match token {
            Token::Colon => self.colon(token),
            Token::At => self.go(State::PatternName),
            _ => {
                self.state = State::AfterSimple;
                self.after(token)
            }
        }
    }

    pub(super) fn entry(&mut self, token: Token) -> Step {
        match (token, self.top.frame) {
            (Token::RightBrace, Frame::Set | Frame::LegacyLet) => self.close(),
            (Token::In, Frame::Let) => self.tail(),
            (Token::Inherit, _) => self.go(State::Inherit),
            (Token::Ident | Token::Or | Token::Quote | Token::DollarBrace, _) => {
                self.attr(token, State::AfterEntryAttr)
            }
            (_, Frame::Let) => self.refuse(token, "an attribute or 'inherit' or 'in'"),
            _ => self.refuse(token, "an attribute or 'inherit' or '}'"),
        }
    }

    pub(super) fn attr(&mut self, token: Token, after: State) -> Step {
        match token {
            Token::Ident | Token::Or => self.go(after),
            Token::Quote => self.string(Frame::InString, after),
            Token::DollarBrace => self.open(Frame::InAttr, after, State::Expression),
            _ => self.refuse(token, "identifier or 'or' or '${' or '\"'"),
        }
    }

    pub(super) fn after_formal(&mut self, token: Token) -> Step {
        match token {
            Token::Comma => self.go(State::Formal),
            Token::Question => self.go(State::Expression),
            Token::RightBrace => self.close(),
            _ => self.refuse(token, "'}' or ','"),
        }
    }

    pub(super) fn colon(&mut self, token: Token) -> Step {
        if token != Token::Colon {
            return self.refuse(token, "':'");
        }
        self.link()?;
        self.go(State::Expression)
    }
}
