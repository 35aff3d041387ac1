//! What literal text stands for: escapes, indentation, numbers. Pure functions over bytes.

/// Appends the value of the inside of a `"..."` to `out`.
///
/// As Nix: `\n`, `\r`, `\t` are the control characters, `\x` is x, and CR or CR LF become LF.
pub fn unescape(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'\\', b'\r', rest) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        rest = match special {
            [b'\r', b'\n', rest @ ..] | [b'\r', rest @ ..] => {
                out.push(b'\n');
                rest
            }
            [_, escaped, rest @ ..] => {
                out.push(escape(*escaped));
                rest
            }
            _ => &[],
        };
    }
    out.extend_from_slice(rest);
}

/// The byte that a backslash and `byte` stand for.
pub fn escape(byte: u8) -> u8 {
    match byte {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        other => other,
    }
}

/// A token of an indented string's text, as Nix's lexer cuts them: where they end matters, since
/// only plain text counts for the indentation and only the last token may lose its last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// Text as it stands.
    Plain(&'t [u8]),
    /// What an escape stands for.
    Escaped(&'t [u8]),
}

/// Cuts the first token off the text of an indented string, giving it and the rest.
pub fn indented_token(text: &[u8]) -> Option<(Token<'_>, &[u8])> {
    let plain = plain_length(text);
    if plain > 0 {
        let (plain, rest) = text.split_at(plain);
        return Some((Token::Plain(plain), rest));
    }
    let (escaped, rest): (&[u8], _) = match text {
        [] => return None,
        [b'\'', b'\'', b'$', rest @ ..] | [b'$', rest @ ..] => (b"$", rest),
        [b'\'', b'\'', b'\'', rest @ ..] => (b"''", rest),
        [b'\'', b'\'', b'\\', b'n', rest @ ..] => (b"\n", rest),
        [b'\'', b'\'', b'\\', b'r', rest @ ..] => (b"\r", rest),
        [b'\'', b'\'', b'\\', b't', rest @ ..] => (b"\t", rest),
        [b'\'', b'\'', b'\\', _, rest @ ..] => (&text[3..4], rest),
        [_, rest @ ..] => (&text[..1], rest),
    };
    Some((Token::Escaped(escaped), rest))
}

/// How long the plain text at the start is: `$x` and `'x` stay in it where they mean themselves.
fn plain_length(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(special) = memchr::memchr2(b'$', b'\'', &text[at..]) {
        at += special;
        match &text[at..] {
            [b'$', next, ..] if !matches!(next, b'{' | b'\'') => at += 2,
            [b'\'', next, ..] if !matches!(next, b'\'' | b'$') => at += 2,
            _ => return at,
        }
    }
    text.len()
}

/// How many blanks `text` starts with.
fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == b' ').count()
}

/// The blanks that an indented string's first line consists of, with their line break.
pub fn blank_first_line(text: &[u8]) -> usize {
    let blanks = blanks(text);
    if text.get(blanks) == Some(&b'\n') { blanks + 1 } else { 0 }
}

/// Finds the least indentation of an indented string, fed token by token.
pub struct Indentation {
    line_start: bool,
    current: usize,
    least: usize,
}

impl Default for Indentation {
    fn default() -> Self {
        Self { line_start: true, current: 0, least: usize::MAX }
    }
}

impl Indentation {
    /// Plain text.
    pub fn plain(&mut self, text: &[u8]) {
        let mut lines = text.split(|byte| *byte == b'\n');
        self.line(lines.next().unwrap_or_default());
        for line in lines {
            // A line of blanks alone says nothing.
            (self.line_start, self.current) = (true, 0);
            self.line(line);
        }
    }
    fn line(&mut self, line: &[u8]) {
        if self.line_start {
            let blanks = blanks(line);
            self.current += blanks;
            if blanks < line.len() {
                self.other();
            }
        }
    }
    /// An interpolation or an escape: ends the blanks of its line.
    pub fn other(&mut self) {
        if self.line_start {
            self.line_start = false;
            self.least = self.least.min(self.current);
        }
    }
    /// How many blanks every line loses.
    pub fn least(&self) -> usize {
        self.least
    }
}

/// Takes the common indentation away, token by token.
pub struct Strip {
    line_start: bool,
    dropped: usize,
    least: usize,
}

impl Strip {
    /// Takes up to `least` blanks off each line.
    pub fn new(least: usize) -> Self {
        Self { line_start: true, dropped: 0, least }
    }
    /// An interpolation.
    pub fn interpolation(&mut self) {
        (self.line_start, self.dropped) = (false, 0);
    }
    /// Appends what is left of a token (plain or escaped: both count here) to `out`.
    pub fn text(&mut self, text: &[u8], last: bool, out: &mut Vec<u8>) {
        let start = out.len();
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            self.line(line, out);
        }
        if last {
            drop_blank_line(out, start);
        }
    }
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let mut drop = 0;
        if self.line_start {
            let blanks = blanks(line);
            drop = blanks.min(self.least.saturating_sub(self.dropped));
            self.dropped += blanks;
            if blanks < line.len() {
                (self.line_start, self.dropped) = (false, 0);
            }
        }
        self.line_start |= line.ends_with(b"\n");
        out.extend_from_slice(line.get(drop..).unwrap_or_default());
    }
}

/// The closing quotes usually stand on a line of their own, whose blanks are not meant.
fn drop_blank_line(out: &mut Vec<u8>, start: usize) {
    let text = out.get(start..).unwrap_or_default();
    let blanks = text.iter().rev().take_while(|byte| **byte == b' ').count();
    let without = text.len() - blanks;
    if without > 0 && text.get(without - 1) == Some(&b'\n') {
        out.truncate(start + without);
    }
}

/// The value of an integer literal; none where it does not fit 64 bits.
pub fn integer(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0_i64, |value, digit| {
        value.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0')))
    })
}

/// The value of a float literal; none where C's `strtod` says that it is out of range.
pub fn float(text: &[u8]) -> Option<f64> {
    let value: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let mantissa = text.split(|byte| matches!(byte, b'e' | b'E')).next().unwrap_or_default();
    let is_zero = mantissa.iter().all(|byte| matches!(byte, b'0' | b'.'));
    (is_zero || value.is_normal()).then_some(value)
}
