//! The search for many values at once in many files, without a copy of a value in an index: what is
//! looked up is a hash of as many bytes as the shortest value has.

use std::collections::HashMap;

use zeroize::Zeroizing;

/// Bytes of a value less than which it may stand anywhere by chance.
pub const LEAST: usize = 16;

/// What the hash is multiplied by for each byte; odd, else its high bits would say little.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Different bytes that a word has at least that is made up by chance.
const DIFFERENT: usize = 8;

/// Values, each of some secret.
pub struct Needles {
    all: Vec<Needle>,
    by_hash: HashMap<u64, Vec<usize>>,
    /// By the first bits of a hash, whether any needle has it: most places are done with this alone.
    filter: Vec<bool>,
}

struct Needle {
    of: usize,
    text: Zeroizing<Vec<u8>>,
}

/// A value that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number of its secret.
    pub of: usize,
    /// Where it starts, in bytes.
    pub at: usize,
}

impl Default for Needles {
    fn default() -> Self {
        Self { all: Vec::new(), by_hash: HashMap::new(), filter: vec![false; 1 << 16] }
    }
}

impl Needles {
    /// Adds the value of a secret and the words in it that stand for themselves; says whether there is
    /// anything to look for.
    pub fn add(&mut self, of: usize, value: &[u8]) -> bool {
        let whole = value.trim_ascii();
        let before = self.all.len();
        self.push(of, whole);
        let is_key = whole.starts_with(b"-----BEGIN ");
        let lines = whole.split(|byte| *byte == b'\n');
        // Lines of a key are also those of others: its type, its public half.
        if !is_key && lines.clone().nth(1).is_some() {
            lines.filter_map(word).for_each(|word| self.push(of, word));
        }
        self.all.len() > before
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn push(&mut self, of: usize, text: &[u8]) {
        let Some(start) = text.get(..LEAST) else { return };
        let hash = start.iter().fold(0, |hash, byte| add(hash, *byte));
        if let Some(slot) = self.filter.get_mut(first_bits(hash)) {
            *slot = true;
        }
        self.by_hash.entry(hash).or_default().push(self.all.len());
        self.all.push(Needle { of, text: Zeroizing::new(text.to_vec()) });
    }

    /// The values in a text, each secret once.
    pub fn find(&self, text: &[u8]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let gone = (0..LEAST).fold(1_u64, |power, _| power.wrapping_mul(FACTOR));
        let mut hash = 0;
        for (at, byte) in text.iter().enumerate() {
            hash = add(hash, *byte);
            if let Some(left) = at.checked_sub(LEAST).and_then(|left| text.get(left)) {
                hash = hash.wrapping_sub(gone.wrapping_mul(plus_one(*left)));
            }
            if at + 1 < LEAST || self.filter.get(first_bits(hash)) != Some(&true) {
                continue;
            }
            let start = at + 1 - LEAST;
            for needle in self.by_hash.get(&hash).into_iter().flatten() {
                let Some(needle) = self.all.get(*needle) else { continue };
                let is_new = !found.iter().any(|known| known.of == needle.of);
                if is_new && text.get(start..).is_some_and(|rest| rest.starts_with(&needle.text)) {
                    found.push(Found { of: needle.of, at: start });
                }
            }
        }
        found
    }
}

/// What a line holds that stands for itself, such as what follows `NAME=`.
fn word(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let word = match line.iter().position(|byte| matches!(byte, b'=' | b':')) {
        Some(at) if line.get(..at)?.iter().all(|byte| is_of_name(*byte)) => line.get(at + 1..)?,
        _ => line,
    };
    let word = word.trim_ascii();
    let word = word.strip_prefix(b"\"").and_then(|word| word.strip_suffix(b"\"")).unwrap_or(word);
    let mut seen = [false; 256];
    for byte in word {
        seen[usize::from(*byte)] = true;
    }
    let is_word = word.iter().all(u8::is_ascii_graphic) && !word.windows(3).any(|it| it == b"://");
    let is_mixed = word.iter().any(u8::is_ascii_digit) && word.iter().any(u8::is_ascii_alphabetic);
    let different = seen.iter().filter(|seen| **seen).count();
    (word.len() >= LEAST && is_word && is_mixed && different >= DIFFERENT).then_some(word)
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' ')
}

fn add(hash: u64, byte: u8) -> u64 {
    hash.wrapping_mul(FACTOR).wrapping_add(plus_one(byte))
}

fn plus_one(byte: u8) -> u64 {
    u64::from(byte) + 1
}

fn first_bits(hash: u64) -> usize {
    usize::try_from(hash >> 48).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_wherever_they_stand() {
        let mut needles = Needles::default();
        assert!(needles.add(7, b"correct horse battery staple\n"));
        assert!(!needles.add(8, b"short\n"));
        assert!(
            needles.add(9, b"# token\nTOKEN=abc123DEF456ghi789\nURL=https://example.org/page1\n")
        );
        let find = |text: &str| -> Vec<(usize, usize)> {
            needles.find(text.as_bytes()).iter().map(|found| (found.of, found.at)).collect()
        };
        assert_eq!(find("correct horse battery staple"), [(7, 0)]);
        assert_eq!(find("x = \"correct horse battery staple\";"), [(7, 5)]);
        assert_eq!(find("correct horse battery"), []);
        assert_eq!(find("a abc123DEF456ghi789 correct horse battery staple"), [(9, 2), (7, 21)]);
        assert_eq!(find("https://example.org/page1"), []);
        assert_eq!(find(""), []);
    }

    #[test]
    fn a_key_is_looked_for_as_a_whole() {
        let mut needles = Needles::default();
        let key = "-----BEGIN X-----\nb3BlbnNzaC1rZXktdjEAAAAABG5v\nAAAAMwAAAAtzc2gtZW00112233\n-----END X-----";
        needles.add(0, key.as_bytes());
        assert!(needles.find(b"b3BlbnNzaC1rZXktdjEAAAAABG5v").is_empty());
        assert_eq!(needles.find(key.as_bytes()).len(), 1);
    }
}
