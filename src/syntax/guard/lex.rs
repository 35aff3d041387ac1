//! The tokens of Nix, cut as Nix's own lexer cuts them (longest match), without their values.

use super::token::Token;
use crate::syntax::hir::Span;

/// Cuts tokens.
pub struct Lexer<'s> {
    pub(super) source: &'s [u8],
    pub(super) at: usize,
    pub(super) start: usize,
    /// Where the current run of characters begins that rnix looks through at every token.
    run: usize,
    run_tokens: usize,
    /// Bytes that rnix must see otherwise: offset and replacement.
    pub patches: Vec<(usize, u8)>,
    /// Whether a carriage return ends a comment, which rnix does not know.
    pub lone_return: bool,
}

/// Whether `byte` may stand in a path (slashes aside).
pub const fn is_path(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'+')
}

const fn is_ident(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'\'')
}

const fn is_uri(byte: u8) -> bool {
    matches!(
        byte,
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'%' | b'/' | b'?' | b':' | b'@' | b'&' | b'='
            | b'+' | b'$' | b',' | b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\''
    )
}

impl<'s> Lexer<'s> {
    /// At the start of `source`.
    pub fn new(source: &'s [u8]) -> Self {
        Self {
            source,
            at: 0,
            start: 0,
            run: 0,
            run_tokens: 0,
            patches: Vec::new(),
            lone_return: false,
        }
    }

    /// Where the last token or part stands.
    pub fn span(&self) -> Span {
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Span { start: offset(self.start), end: offset(self.at.max(self.start)) }
    }

    /// How much is read.
    pub fn read(&self) -> usize {
        self.at
    }

    /// What stands at `span`, for messages.
    pub fn text(&self, span: Span) -> std::borrow::Cow<'_, str> {
        let text = self.source.get(span.start as usize..span.end as usize).unwrap_or_default();
        String::from_utf8_lossy(text)
    }

    /// How many steps rnix has wasted so far on the run of path characters that the last token
    /// lies in: it looks through the rest of the run at every token of it.
    pub fn run_cost(&self) -> usize {
        self.run_tokens * (self.at - self.run)
    }

    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.source.get(self.at + ahead).copied().unwrap_or(0)
    }

    pub(super) fn count(&self, from: usize, matches: impl Fn(u8) -> bool) -> usize {
        let rest = self.source.get(self.at + from..).unwrap_or_default();
        rest.iter().position(|byte| !matches(*byte)).unwrap_or(rest.len())
    }

    /// The next token of code.
    pub fn next(&mut self) -> Token {
        let end = self.at;
        self.skip_blanks();
        self.start = self.at;
        let byte = match self.source.get(self.at) {
            None => return Token::End,
            // To Nix a NUL in code is the end of the file, which it blames on what follows.
            Some(0) => {
                self.start += 1;
                return Token::End;
            }
            Some(byte) => *byte,
        };
        let (token, length) = self.cut(byte);
        // A run may begin with `<` and hold `/`; when in doubt it goes on.
        if self.start == end && (is_path(byte) || matches!(byte, b'<' | b'/')) {
            self.run_tokens += 1;
        } else {
            (self.run, self.run_tokens) = (self.start, 1);
        }
        self.at += length;
        token
    }

    /// Skips blanks and comments. A comment without end is none.
    fn skip_blanks(&mut self) {
        loop {
            match self.peek(0) {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'#' => {
                    let rest = self.source.get(self.at..).unwrap_or_default();
                    let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                    self.at += length;
                    self.lone_return |= self.peek(0) == b'\r' && self.peek(1) != b'\n';
                }
                b'/' if self.peek(1) == b'*' => {
                    let rest = self.source.get(self.at + 2..).unwrap_or_default();
                    let Some(length) = memchr::memmem::find(rest, b"*/") else { return };
                    self.at += length + 4;
                }
                _ => return,
            }
        }
    }

    /// The token that starts with `byte` here, and its length.
    fn cut(&mut self, byte: u8) -> (Token, usize) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.path().unwrap_or_else(|| self.number()),
            b'.' | b'+' | b'-' | b'/' => self.path().unwrap_or_else(|| self.sign(byte)),
            b'<' => self.less(),
            b'~' if self.peek(1) == b'/' => self.home_path(),
            _ => self.sign(byte),
        }
    }

    fn sign(&mut self, byte: u8) -> (Token, usize) {
        match (byte, self.peek(1)) {
            (b'(', _) => (Token::LeftParen, 1),
            (b')', _) => (Token::RightParen, 1),
            (b'[', _) => (Token::LeftBracket, 1),
            (b']', _) => (Token::RightBracket, 1),
            (b'{', _) => (Token::LeftBrace, 1),
            (b'}', _) => (Token::RightBrace, 1),
            (b';', _) => (Token::Semicolon, 1),
            (b'=' | b'!', b'=') => (Token::Equal, 2),
            (b'=', _) => (Token::Assign, 1),
            (b'"', _) => (Token::Quote, 1),
            (b'\'', b'\'') => (Token::IndentedQuote, 2),
            (b'$', b'{') => (Token::DollarBrace, 2),
            (b':', _) => (Token::Colon, 1),
            (b',', _) => (Token::Comma, 1),
            (b'@', _) => (Token::At, 1),
            (b'?', _) => (Token::Question, 1),
            (b'!', _) => (Token::Not, 1),
            (b'.', b'.') if self.peek(2) == b'.' => (Token::Ellipsis, 3),
            (b'.', b'0'..=b'9') => self.number(),
            (b'.', _) => (Token::Dot, 1),
            (b'+', b'+') => (Token::Tight, 2),
            (b'/', b'/') => (Token::Update, 2),
            (b'+' | b'*' | b'/', _) => (Token::Tight, 1),
            (b'-', b'>') | (b'&', b'&') | (b'|', b'|' | b'>') | (b'<', b'|') => (Token::Loose, 2),
            (b'-', _) => (Token::Minus, 1),
            (b'<' | b'>', b'=') => (Token::Compare, 2),
            (b'<' | b'>', _) => (Token::Compare, 1),
            _ => (Token::Invalid, 1),
        }
    }

    fn word(&mut self) -> (Token, usize) {
        let mut length = self.count(0, |byte| is_path(byte) && is_ident(byte));
        if matches!(self.peek(length), b'.' | b'+' | b'/' | b':') {
            let run = length + self.count(length, is_path);
            if let Some(longer) = self.path_or_uri(run) {
                return longer;
            }
        }
        length += self.count(length, is_ident);
        let word = self.source.get(self.at..self.at + length).unwrap_or_default();
        (Token::keyword(word).unwrap_or(Token::Ident), length)
    }

    /// The path or URI that starts here, `run` being how many path characters do.
    fn path_or_uri(&mut self, run: usize) -> Option<(Token, usize)> {
        match self.peek(run) {
            b'/' => self.path(),
            b':' if is_uri(self.peek(run + 1)) => {
                let scheme = self.source.get(self.at..self.at + run).unwrap_or_default();
                let is_scheme = !scheme.contains(&b'_');
                is_scheme.then(|| (Token::Uri, run + 1 + self.count(run + 1, is_uri)))
            }
            _ => None,
        }
    }

    fn number(&mut self) -> (Token, usize) {
        let whole = self.count(0, |byte| byte.is_ascii_digit());
        let leading_zero = whole > 0 && self.peek(0) == b'0';
        if self.peek(whole) != b'.' || (leading_zero && whole > 1) {
            return (Token::Number, whole);
        }
        let fraction = self.count(whole + 1, |byte| byte.is_ascii_digit());
        if leading_zero && fraction == 0 {
            return (Token::ZeroDot, 1);
        }
        let length = whole + 1 + fraction;
        if !matches!(self.peek(length), b'e' | b'E') {
            return (Token::Number, length);
        }
        let sign = usize::from(matches!(self.peek(length + 1), b'-' | b'+'));
        let exponent = self.count(length + 1 + sign, |byte| byte.is_ascii_digit());
        if exponent == 0 {
            // `1.5e` is a number and a name; rnix must not see an exponent.
            self.patches.push((self.at + length, b'_'));
            return (Token::Number, length);
        }
        (Token::Number, length + 1 + sign + exponent)
    }

    /// The first literal part of a path, if one starts here.
    fn path(&mut self) -> Option<(Token, usize)> {
        let run = self.count(0, is_path);
        if self.peek(run) != b'/' {
            return None;
        }
        let next = self.peek(run + 1);
        if is_path(next) {
            if self.peek(0) == b'.' && self.peek(1) == b'.' && self.peek(2) == b'.' {
                // rnix takes the dots for an ellipsis.
                self.patches.push((self.at, b'x'));
            }
            return Some((Token::Path, run + self.segments(run)));
        }
        if next == b'$' && self.peek(run + 2) == b'{' {
            return Some((Token::Path, run + 1));
        }
        // rnix takes `a/(b)` for a path; with another operator it divides at the same place.
        let divides = !matches!(next, b'/' | b'*' | b' ' | b'\t' | b'\r' | b'\n');
        if run > 0 && divides {
            self.patches.push((self.at + run, b'*'));
        }
        None
    }

    /// The length of `/a/b` or `/a/b/` at `from`.
    pub(super) fn segments(&self, from: usize) -> usize {
        let mut length = 0;
        while self.peek(from + length) == b'/' {
            let segment = self.count(from + length + 1, is_path);
            length += segment + 1;
            if segment == 0 {
                break;
            }
        }
        length
    }

    fn home_path(&self) -> (Token, usize) {
        match (self.peek(2), self.peek(3)) {
            (b'$', b'{') => (Token::Path, 2),
            (next, _) if is_path(next) => (Token::Path, 1 + self.segments(1)),
            _ => (Token::Invalid, 1),
        }
    }

    fn less(&mut self) -> (Token, usize) {
        if let Some(length) = self.search_path() {
            return (Token::SearchPath, length);
        }
        // rnix takes `<a/>` and `<a<b>` for search paths of some kind; the former never fits Nix's
        // grammar, the latter nobody writes.
        let run = self.count(1, |byte| is_path(byte) || matches!(byte, b'<' | b'/'));
        let next = self.peek(1);
        if self.peek(1 + run) == b'>' && (is_path(next) || next == b'/') {
            return (Token::Invalid, 1);
        }
        self.sign(b'<')
    }

    fn search_path(&self) -> Option<usize> {
        let mut length = 1;
        loop {
            let segment = self.count(length, is_path);
            length += segment;
            match self.peek(length) {
                _ if segment == 0 => return None,
                b'/' => length += 1,
                b'>' => return Some(length + 1),
                _ => return None,
            }
        }
    }
}
