//! The literal parts of strings and paths, between interpolations.

use super::lex::{Lexer, is_path};

/// What ends a literal part of a string or path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartEnd {
    /// `${`
    Interpolation,
    /// The closing quotes, or the end of the path.
    Closed,
    /// The end of the file, in a string.
    Unclosed,
    /// `./a/`
    TrailingSlash,
    /// `./a//b`
    DoubleSlash,
}

impl Lexer<'_> {
    /// What follows a literal part of a path (`first`: its first one) or an interpolation in it.
    pub fn path_part(&mut self, first: bool) -> PartEnd {
        let mut slash = first && self.source.get(self.at - 1) == Some(&b'/');
        let (literal, mut parts) = (self.start, 0);
        loop {
            if self.peek(0) == b'$' && self.peek(1) == b'{' {
                self.start = self.at;
                self.at += 2;
                return PartEnd::Interpolation;
            }
            let run = self.count(0, is_path);
            let length = if self.peek(run) == b'/' { run + self.segments(run) } else { run };
            if length == 0 {
                // Right after the first part Nix takes more only before an interpolation.
                return match (slash, first && parts > 0) {
                    (true, _) => self.trailing_slash(),
                    (false, true) => self.double_slash(literal),
                    (false, false) => PartEnd::Closed,
                };
            }
            self.start = self.at;
            if slash && run == 0 {
                // rnix refuses `//` here.
                self.patches.push((self.at, b'x'));
            }
            self.at += length;
            slash = self.source.get(self.at - 1) == Some(&b'/');
            parts += 1;
            if first && parts > 1 {
                return self.double_slash(literal);
            }
        }
    }

    /// Nix blames what follows, if anything does.
    fn trailing_slash(&mut self) -> PartEnd {
        if self.at < self.source.len() {
            self.start = self.at;
            self.at += 1;
        }
        PartEnd::TrailingSlash
    }

    /// Nix blames the path as a whole.
    fn double_slash(&mut self, path: usize) -> PartEnd {
        self.start = path;
        PartEnd::DoubleSlash
    }

    /// Skips text of a `"..."`.
    pub fn string_part(&mut self) -> PartEnd {
        loop {
            let rest = self.source.get(self.at..).unwrap_or_default();
            let Some(at) = memchr::memchr3(b'"', b'\\', b'$', rest) else { return self.unclosed() };
            match &rest[at..] {
                [b'"', ..] => {
                    self.at += at + 1;
                    return PartEnd::Closed;
                }
                [b'$', b'{', ..] => {
                    self.at += at + 2;
                    return PartEnd::Interpolation;
                }
                [b'\\', _, ..] | [b'$', b'$', ..] => self.at += at + 2,
                [b'\\'] => return self.unclosed(),
                _ => self.at += at + 1,
            }
        }
    }

    /// Skips text of a `''...''`.
    pub fn indented_part(&mut self) -> PartEnd {
        loop {
            let rest = self.source.get(self.at..).unwrap_or_default();
            let Some(at) = memchr::memchr2(b'\'', b'$', rest) else { return self.unclosed() };
            match &rest[at..] {
                [b'$', b'{', ..] => {
                    self.at += at + 2;
                    return PartEnd::Interpolation;
                }
                [b'\'', b'\'', b'\\', _, ..] => self.at += at + 4,
                [b'\'', b'\'', b'\'' | b'$', ..] => self.at += at + 3,
                [b'\'', b'\'', ..] => {
                    self.at += at + 2;
                    return PartEnd::Closed;
                }
                [b'$', b'$', ..] => self.at += at + 2,
                _ => self.at += at + 1,
            }
        }
    }

    fn unclosed(&mut self) -> PartEnd {
        self.at = self.source.len();
        self.start = self.at;
        PartEnd::Unclosed
    }
}
