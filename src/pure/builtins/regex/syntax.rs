//! POSIX extended regular expressions, in the dialect of the C++ standard library that Nix uses.
//!
//! Where it differs from what one knows: a backslash may stand only before one of `.[\()*+?{|^$`,
//! inside brackets it is a plain character; `{` always starts a count; quantifiers may follow one
//! another but not stand first; alternatives may be empty; `.` matches a newline; all is bytes.

use super::brackets;
use super::bytes::ByteSet;

/// A regular expression.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// `^`: the start of the whole text.
    Start,
    /// `$`: its end.
    End,
    /// One byte of these.
    Byte(ByteSet),
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of these.
    Choice(Vec<Node>),
    /// A group by its number, from 0.
    Group(usize, Box<Node>),
    /// As often as possible.
    Repeat {
        /// What.
        node: Box<Node>,
        /// At least so often.
        least: u32,
        /// At most so often.
        most: Option<u32>,
    },
}

/// Why there is no expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nix refuses it.
    Invalid,
    /// What Nix does with it depends on the machine, or it is too large.
    Unclear,
}

/// Groups in groups; far more than anyone writes.
const MOST_NESTED: u32 = 100;

/// What a backslash may stand before.
const SPECIAL: &[u8] = b".[\\()*+?{|^$";

/// The expression and its number of groups.
pub(super) fn parse(text: &[u8]) -> Result<(Node, usize), Refusal> {
    let mut parser = Parser { text, at: 0, groups: 0, depth: 0 };
    let node = parser.choice()?;
    if parser.at < text.len() {
        return Err(Refusal::Invalid);
    }
    Ok((node, parser.groups))
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    groups: usize,
    depth: u32,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn choice(&mut self) -> Result<Node, Refusal> {
        let mut options = vec![self.sequence()?];
        while self.take(b'|') {
            options.push(self.sequence()?);
        }
        Ok(match options.len() {
            1 => options.remove(0),
            _ => Node::Choice(options),
        })
    }

    fn sequence(&mut self) -> Result<Node, Refusal> {
        let mut nodes = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| !b"|)".contains(byte)) {
            self.at += 1;
            match byte {
                b'^' => nodes.push(Node::Start),
                b'$' => nodes.push(Node::End),
                _ => {
                    let atom = self.atom(byte)?;
                    nodes.push(self.repeated(atom)?);
                }
            }
        }
        Ok(Node::Sequence(nodes))
    }

    fn atom(&mut self, byte: u8) -> Result<Node, Refusal> {
        Ok(Node::Byte(match byte {
            b'*' | b'+' | b'?' | b'{' => return Err(Refusal::Invalid),
            b'(' => return self.group(),
            b'.' => ByteSet::ALL,
            b'[' => {
                let (set, rest) = brackets::parse(&self.text[self.at..])?;
                self.at = self.text.len() - rest.len();
                set
            }
            b'\\' => {
                let escaped = self.peek().filter(|byte| SPECIAL.contains(byte));
                self.at += 1;
                ByteSet::of(escaped.ok_or(Refusal::Invalid)?)
            }
            byte => ByteSet::of(byte),
        }))
    }

    fn group(&mut self) -> Result<Node, Refusal> {
        if self.depth == MOST_NESTED {
            return Err(Refusal::Unclear);
        }
        self.depth += 1;
        let number = self.groups;
        self.groups += 1;
        let inner = self.choice()?;
        self.depth -= 1;
        if self.take(b')') {
            Ok(Node::Group(number, Box::new(inner)))
        } else {
            Err(Refusal::Invalid)
        }
    }

    fn repeated(&mut self, mut node: Node) -> Result<Node, Refusal> {
        let mut quantifiers = 0;
        while let Some(byte) = self.peek() {
            let (least, most) = match byte {
                b'*' => (0, None),
                b'+' => (1, None),
                b'?' => (0, Some(1)),
                b'{' => (0, None),
                _ => break,
            };
            self.at += 1;
            let (least, most) = if byte == b'{' { self.count()? } else { (least, most) };
            quantifiers += 1;
            if quantifiers > MOST_NESTED {
                return Err(Refusal::Unclear);
            }
            node = Node::Repeat { node: Box::new(node), least, most };
        }
        Ok(node)
    }

    /// `n}`, `n,}`, `n,m}`
    fn count(&mut self) -> Result<(u32, Option<u32>), Refusal> {
        let least = self.number()?;
        let most = match self.take(b',') {
            false => Some(least),
            true if self.peek() == Some(b'}') => None,
            true => Some(self.number()?),
        };
        if !self.take(b'}') || most.is_some_and(|most| most < least) {
            return Err(Refusal::Invalid);
        }
        Ok((least, most))
    }

    fn number(&mut self) -> Result<u32, Refusal> {
        let rest = &self.text[self.at..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        let digits = std::str::from_utf8(&rest[..digits]).unwrap_or_default();
        if digits.is_empty() {
            return Err(Refusal::Invalid);
        }
        digits.parse().map_err(|_| Refusal::Unclear)
    }
}
