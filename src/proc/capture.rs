//! What is kept of the output of a child.

use std::collections::VecDeque;

/// How many lines of stderr are kept for the error, and how long each may be, in bytes.
const TAIL_LINES: usize = 20;
const LINE_LIMIT: usize = 4096;

/// Cuts a stream into lines. A line longer than `limit` bytes comes in pieces.
pub(super) struct Lines {
    partial: Vec<u8>,
    limit: usize,
}

impl Lines {
    pub(super) fn new(limit: usize) -> Self {
        Self { partial: Vec::new(), limit }
    }

    /// Takes more bytes; hands over each line that is complete, without its end.
    pub(super) fn push(&mut self, bytes: &[u8], line: &mut dyn FnMut(&str)) {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.partial.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.partial.len() >= self.limit {
                self.finish(line);
            }
        }
    }

    /// Hands over what came after the last line end, if anything.
    pub(super) fn finish(&mut self, line: &mut dyn FnMut(&str)) {
        if !self.partial.is_empty() {
            let text = String::from_utf8_lossy(&self.partial);
            line(text.trim_end_matches(['\n', '\r']));
            self.partial.clear();
        }
    }
}

/// The last lines of a stream.
#[derive(Default)]
pub(super) struct Tail {
    lines: VecDeque<String>,
}

impl Tail {
    pub(super) fn push(&mut self, line: &str) {
        if self.lines.len() == TAIL_LINES {
            self.lines.pop_front();
        }
        let cut = line.char_indices().map(|(at, _)| at).take_while(|&at| at <= LINE_LIMIT).last();
        let short = if line.len() > LINE_LIMIT { &line[..cut.unwrap_or(0)] } else { line };
        self.lines.push_back(short.to_owned());
    }

    /// The lines, joined.
    pub(super) fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_however_the_bytes_arrive() {
        let mut seen = Vec::new();
        let mut lines = Lines::new(8);
        for bytes in [&b"a"[..], b"b\r\n\nc\xff", b"\n0123456789\nend"] {
            lines.push(bytes, &mut |line| seen.push(line.to_owned()));
        }
        lines.finish(&mut |line| seen.push(line.to_owned()));
        assert_eq!(seen, ["ab", "", "c\u{fffd}", "0123456789", "end"]);
    }

    #[test]
    fn the_tail_keeps_the_last_lines_and_cuts_long_ones() {
        let mut tail = Tail::default();
        (0..100).for_each(|number| tail.push(&number.to_string()));
        assert_eq!(tail.text().lines().count(), 20);
        assert!(tail.text().starts_with("80\n") && tail.text().ends_with("\n99"));
        tail.push(&"ä".repeat(5000));
        assert_eq!(tail.text().lines().last().unwrap().len(), 4096);
    }
}
