//! Nix's grammar as a machine with a stack of its own.

use super::lex::Lexer;
use super::parts::PartEnd;
use super::refuse::expected_after;
use super::state::{Frame, Open, State};
use super::token::Token;
use super::{MOST_DEEP, Passed};
use crate::syntax::hir::Problem;

/// How long rnix may look through one run of characters, in steps.
const MOST_RUN_COST: usize = 1 << 22;

/// rnix looks through what is below an expression again as its tables grow. Below this depth that
/// is cheap (and real files hardly go deeper); beyond it, each step's depth is added up to at most
/// [`MOST_EFFORT`], which a few chains of the greatest length reach.
const CHEAP_DEPTH: u32 = 64;
const MOST_EFFORT: u32 = 1 << 22;

/// How a step ends.
pub type Step = Result<(), Problem>;

/// See the module's text.
pub struct Grammar<'s> {
    pub(super) lexer: Lexer<'s>,
    pub(super) state: State,
    /// The innermost open construct.
    pub(super) top: Open,
    /// Those around it.
    stack: Vec<Open>,
    /// Depth of all on `stack` together.
    below: u32,
    effort: u32,
}

impl<'s> Grammar<'s> {
    /// Before the first token.
    pub fn new(source: &'s [u8]) -> Self {
        Self {
            lexer: Lexer::new(source),
            state: State::Expression,
            top: Open::new(Frame::Root, State::AfterSimple),
            stack: Vec::with_capacity(64),
            below: 0,
            effort: 0,
        }
    }

    /// What rnix needs to know, after [`Grammar::run`].
    pub fn passed(self) -> Passed {
        Passed {
            end: self.lexer.read(),
            patches: self.lexer.patches,
            lone_return: self.lexer.lone_return,
        }
    }

    /// Reads the whole text.
    pub fn run(&mut self) -> Step {
        loop {
            let token = self.lexer.next();
            if self.lexer.run_cost() > MOST_RUN_COST {
                return Err(self.too_deep());
            }
            self.step(token)?;
            if token == Token::End {
                return Ok(());
            }
        }
    }

    pub(super) fn step(&mut self, token: Token) -> Step {
        match self.state {
            State::Expression => self.expression(token),
            State::Operand | State::TightOperand => self.operand(token),
            State::Default => self.simple(token),
            State::Item => self.item(token),
            State::AfterIdent
            | State::AfterSimple
            | State::AfterPath
            | State::AfterOr
            | State::AfterHas
            | State::AfterLegacyLet => self.after(token),
            State::PathAttr => self.attr(token, State::AfterPath),
            State::HasAttr => self.attr(token, State::AfterHas),
            State::EntryAttr => self.attr(token, State::AfterEntryAttr),
            State::Brace => self.brace(token),
            State::BraceIdent => self.brace_ident(token),
            State::BraceEmpty => self.brace_empty(token),
            State::Entry => self.entry(token),
            State::AfterEntryAttr => match token {
                Token::Dot => {
                    self.link()?;
                    self.go(State::EntryAttr)
                }
                Token::Assign => self.go(State::Expression),
                _ => self.refuse(token, "'.' or '='"),
            },
            State::Inherit if token == Token::LeftParen => {
                self.open(Frame::InheritFrom, State::InheritName, State::Expression)
            }
            State::Inherit | State::InheritName if token == Token::Semicolon => {
                self.go(State::Entry)
            }
            State::Inherit | State::InheritName => self.attr(token, State::InheritName),
            State::Formal => match token {
                Token::Ident => self.go(State::AfterFormal),
                Token::Ellipsis => self.go(State::AfterEllipsis),
                Token::RightBrace => self.close(),
                _ => self.refuse(token, "identifier or '...' or '}'"),
            },
            State::AfterFormal => self.after_formal(token),
            State::AfterEllipsis if token == Token::RightBrace => self.close(),
            State::AfterEllipsis => self.refuse(token, "'}'"),
            State::AfterPattern if token == Token::At => self.go(State::PatternName),
            State::AfterPattern | State::Colon => self.colon(token),
            State::PatternName if token == Token::Ident => self.go(State::Colon),
            State::PatternName => self.refuse(token, "identifier"),
            State::PatternBrace if token == Token::LeftBrace => {
                self.open(Frame::Pattern, State::Colon, State::Formal)
            }
            State::RecBrace if token == Token::LeftBrace => {
                self.open(Frame::Set, State::AfterSimple, State::Entry)
            }
            State::PatternBrace | State::RecBrace => self.refuse(token, "'{'"),
            State::Let if token == Token::LeftBrace => {
                self.open(Frame::LegacyLet, State::AfterLegacyLet, State::Entry)
            }
            State::Let => {
                self.open(Frame::Let, State::AfterSimple, State::Entry)?;
                self.entry(token)
            }
        }
    }

    fn expression(&mut self, token: Token) -> Step {
        match token {
            Token::Ident => self.go(State::AfterIdent),
            Token::If => self.open(Frame::Then, State::AfterSimple, State::Expression),
            Token::Assert | Token::With => {
                self.open(Frame::Semicolon, State::AfterSimple, State::Expression)
            }
            Token::Let => self.go(State::Let),
            Token::LeftBrace => self.open(Frame::Brace, State::AfterSimple, State::Brace),
            _ => self.operand(token),
        }
    }

    fn operand(&mut self, token: Token) -> Step {
        match token {
            Token::Minus => {
                self.link()?;
                self.go(State::TightOperand)
            }
            Token::Not if self.state == State::TightOperand => {
                // Nix takes `1 + !a` (always a type error), rnix does not.
                Err(self.syntax("'!' needs parentheses around it here".to_owned()))
            }
            Token::Not => {
                self.link()?;
                self.go(State::Operand)
            }
            _ => self.simple(token),
        }
    }

    /// An operand without prefix: what may be an item of a list or an argument.
    fn simple(&mut self, token: Token) -> Step {
        match token {
            Token::Ident | Token::Number | Token::SearchPath | Token::Uri => {
                self.go(State::AfterSimple)
            }
            Token::Quote => self.string(Frame::InString, State::AfterSimple),
            Token::IndentedQuote => self.string(Frame::InIndented, State::AfterSimple),
            Token::Path => {
                let end = self.lexer.path_part(true);
                self.part(end, Frame::InPath, State::AfterSimple)
            }
            Token::LeftParen => self.open(Frame::Paren, State::AfterSimple, State::Expression),
            Token::LeftBracket => self.open(Frame::List, State::AfterSimple, State::Item),
            Token::LeftBrace => self.open(Frame::Set, State::AfterSimple, State::Entry),
            Token::Rec => self.go(State::RecBrace),
            Token::Let => Err(self.syntax("'let' needs parentheses around it here".to_owned())),
            Token::ZeroDot => Err(self.syntax("nothing can be selected from a number".to_owned())),
            _ => self.refuse(token, ""),
        }
    }

    fn item(&mut self, token: Token) -> Step {
        if token == Token::RightBracket {
            return self.close();
        }
        (self.top.links, self.top.arguments) = (0, 0);
        self.simple(token)
    }

    pub(super) fn after(&mut self, token: Token) -> Step {
        let state = self.state;
        let whole = state != State::AfterLegacyLet;
        let call = whole && state != State::AfterHas;
        match (token, state) {
            (Token::Dot, State::AfterIdent | State::AfterSimple | State::AfterPath) => {
                self.go(State::PathAttr)
            }
            (Token::Dot, State::AfterHas) => self.go(State::HasAttr),
            (Token::Or, State::AfterIdent | State::AfterSimple) => {
                self.argument()?;
                self.go(State::AfterOr)
            }
            (Token::Or, State::AfterPath) => {
                self.link()?;
                self.go(State::Default)
            }
            (Token::Colon, State::AfterIdent) => self.colon(token),
            (Token::At, State::AfterIdent) => self.go(State::PatternBrace),
            _ if self.top.frame == Frame::List => self.item(token),
            (Token::Question, _) if whole => {
                self.argument()?;
                self.go(State::HasAttr)
            }
            _ if call && token.starts_simple() => {
                self.argument()?;
                self.simple(token)
            }
            _ if whole && token.is_operator() => self.operator(token),
            _ => self.end_of_expression(token),
        }
    }

    fn operator(&mut self, token: Token) -> Step {
        let top = &mut self.top;
        match token {
            Token::Equal if top.equal => return self.refuse(token, ""),
            Token::Compare if top.compare => return self.refuse(token, ""),
            Token::Equal => (top.equal, top.compare) = (true, false),
            Token::Compare => top.compare = true,
            Token::Loose => (top.equal, top.compare) = (false, false),
            _ => {}
        }
        top.arguments = 0;
        self.link()?;
        let tight = matches!(token, Token::Tight | Token::Minus);
        self.go(if tight { State::TightOperand } else { State::Operand })
    }

    fn end_of_expression(&mut self, token: Token) -> Step {
        match (self.top.frame, token) {
            (Frame::Paren | Frame::InheritFrom, Token::RightParen)
            | (Frame::Pattern | Frame::InAttr, Token::RightBrace) => self.close(),
            (Frame::Set | Frame::Let | Frame::LegacyLet, Token::Semicolon) => {
                self.top = Open::new(self.top.frame, self.top.after);
                self.go(State::Entry)
            }
            (Frame::Then, Token::Then) => {
                self.top = Open::new(Frame::Else, self.top.after);
                self.go(State::Expression)
            }
            (Frame::Root, Token::End) => Ok(()),
            (Frame::Else, Token::Else) | (Frame::Semicolon, Token::Semicolon) => self.tail(),
            (Frame::Pattern, Token::Comma) => {
                self.top = Open::new(Frame::Pattern, self.top.after);
                self.go(State::Formal)
            }
            (frame @ (Frame::InString | Frame::InIndented), Token::RightBrace) => {
                self.close()?;
                self.string(frame, self.state)
            }
            (Frame::InPath, Token::RightBrace) => {
                self.close()?;
                let end = self.lexer.path_part(false);
                self.part(end, Frame::InPath, self.state)
            }
            (frame, _) => self.refuse(token, expected_after(frame)),
        }
    }

    pub(super) fn string(&mut self, frame: Frame, after: State) -> Step {
        let indented = frame == Frame::InIndented;
        let end = if indented { self.lexer.indented_part() } else { self.lexer.string_part() };
        self.part(end, frame, after)
    }

    fn part(&mut self, end: PartEnd, frame: Frame, after: State) -> Step {
        match end {
            PartEnd::Closed => self.go(after),
            PartEnd::Interpolation => self.open(frame, after, State::Expression),
            PartEnd::Unclosed if frame == Frame::InIndented => {
                self.refuse(Token::End, "the end of the indented string")
            }
            PartEnd::Unclosed => self.refuse(Token::End, "'\"'"),
            PartEnd::TrailingSlash => Err(self.syntax("path has a trailing slash".to_owned())),
            PartEnd::DoubleSlash => Err(self.syntax("path has two slashes in a row".to_owned())),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "it ends most steps, and a step may fail")]
    pub(super) fn go(&mut self, state: State) -> Step {
        self.state = state;
        Ok(())
    }

    pub(super) fn open(&mut self, frame: Frame, after: State, inside: State) -> Step {
        self.below += self.top.depth();
        self.stack.push(self.top);
        self.top = Open::new(frame, after);
        self.state = inside;
        self.measure()
    }

    pub(super) fn close(&mut self) -> Step {
        let after = self.top.after;
        if let Some(outer) = self.stack.pop() {
            self.below -= outer.depth();
            self.top = outer;
        }
        self.go(after)
    }

    /// Closes the head of `if`, `let`, `with`, `assert`: the rest is the end of what is around.
    pub(super) fn tail(&mut self) -> Step {
        self.close()?;
        self.link()?;
        self.go(State::Expression)
    }

    pub(super) fn turn_into(&mut self, frame: Frame, after: State) {
        (self.top.frame, self.top.after) = (frame, after);
    }

    pub(super) fn link(&mut self) -> Step {
        self.top.links += 1;
        self.measure()
    }

    fn argument(&mut self) -> Step {
        self.top.arguments += 1;
        self.measure()
    }

    fn measure(&mut self) -> Step {
        let depth = self.below + self.top.depth();
        if depth > CHEAP_DEPTH {
            self.effort += depth;
        }
        let too_deep = depth > MOST_DEEP || self.effort > MOST_EFFORT;
        if too_deep { Err(self.too_deep()) } else { Ok(()) }
    }
}
