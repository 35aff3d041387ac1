//! Keys and tokens in plain text, found in one pass over every text file.
//!
//! One search for all beginnings at once finds the few places worth a look; there [`keys`],
//! [`wireguard`] and [`tokens`] decide by what only a real secret has: a format that decodes, a
//! checksum, a shape and the letters of chance. `marks` knows what is said to be no secret. A value
//! is never kept: a [`Hit`] is its place.

mod keys;
pub mod marks;
mod openpgp;
mod tokens;
mod wireguard;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::finding::Severity;
use crate::syntax::hir::Span;
use crate::tree::RelPath;

/// As much of a file as is looked at, in bytes.
pub const MOST: usize = 1 << 20;

/// Where a file shows that it is no text, in bytes.
const BINARY_SHOWS: usize = 8 << 10;

/// Endings of files that hold no text.
const BINARY: &[&str] = &[
    "age", "avif", "bin", "bmp", "bz2", "dtb", "efi", "eot", "flac", "gif", "gpg", "gz", "ico",
    "img", "iso", "jar", "jpeg", "jpg", "ko", "lz4", "mkv", "mo", "mp3", "mp4", "ods", "odt",
    "ogg", "otf", "pcf", "pdf", "png", "rom", "so", "sqlite", "tar", "ttf", "wasm", "wav", "webm",
    "webp", "woff", "woff2", "xcf", "xz", "zip", "zst",
];

/// A secret in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place, for a key of several lines that of its first.
    pub span: Span,
    /// What else of it stands in the text: the other lines of a key, the other half of a pair.
    pub rest: Option<Span>,
    /// What it is, with an article.
    pub what: &'static str,
    /// By how sure that is.
    pub severity: Severity,
    /// Whether it is a key rather than a token.
    pub is_key: bool,
}

/// Who decides about a place.
#[derive(Clone, Copy)]
enum Beginning {
    Pem,
    AgeIdentity,
    WireGuard,
    Token(usize),
}

/// All beginnings, and the search for them.
struct Beginnings {
    search: AhoCorasick,
    of: Vec<Beginning>,
}

static BEGINNINGS: LazyLock<Option<Beginnings>> = LazyLock::new(|| {
    let mut all: Vec<(&str, Beginning)> = vec![
        (keys::PEM, Beginning::Pem),
        (keys::AGE, Beginning::AgeIdentity),
        (wireguard::PRIVATE, Beginning::WireGuard),
        (wireguard::SHARED, Beginning::WireGuard),
    ];
    let tokens = tokens::KINDS.iter().enumerate();
    all.extend(tokens.map(|(at, kind)| (kind.beginning, Beginning::Token(at))));
    let texts = all.iter().map(|(text, _)| *text);
    let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(texts).ok()?;
    Some(Beginnings { search, of: all.into_iter().map(|(_, beginning)| beginning).collect() })
});

/// Whether a file may be text, by its name.
pub fn may_be_text(path: &RelPath) -> bool {
    !path.extension().is_some_and(|ending| BINARY.contains(&ending))
}

/// Looks through a file, or its first [`MOST`] bytes.
pub fn scan(text: &[u8]) -> Vec<Hit> {
    let Some(beginnings) = BEGINNINGS.as_ref() else { return Vec::new() };
    let text = text.get(..MOST).unwrap_or(text);
    let mut hits = Vec::new();
    let mut looks_like_text = None;
    for found in beginnings.search.find_iter(text) {
        if !*looks_like_text.get_or_insert_with(|| is_text(text)) {
            break;
        }
        let Some(beginning) = beginnings.of.get(found.pattern().as_usize()) else { continue };
        let at = found.start();
        let hit = match beginning {
            Beginning::Pem => keys::pem(text, at),
            Beginning::AgeIdentity => keys::age(text, at),
            Beginning::WireGuard => wireguard::key(text, at),
            Beginning::Token(kind) => tokens::token(*kind, text, at),
        };
        hits.extend(hit.filter(|hit| !marks::is_marked(text, hit.span)));
    }
    hits
}

/// Looks through a file as far as its path says that it may hold a secret.
pub fn scan_file(path: &RelPath, text: &[u8]) -> Vec<Hit> {
    if !is_worth_a_look(path) {
        return Vec::new();
    }
    let mut hits = scan(text);
    if marks::is_documentation(path) {
        // Of what stands in a text for people only what is certain counts, and as less than that.
        hits.retain(|hit| hit.severity == Severity::Error);
        for hit in &mut hits {
            hit.severity = Severity::Warning;
        }
    }
    hits
}

/// Whether a file may hold a secret in plain text, by its path.
pub fn is_worth_a_look(path: &RelPath) -> bool {
    may_be_text(path) && !marks::is_for_tests(path)
}

fn is_text(text: &[u8]) -> bool {
    let start = text.get(..BINARY_SHOWS).unwrap_or(text);
    memchr::memchr(0, start).is_none()
}

fn span(start: usize, end: usize) -> Span {
    let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: offset(start), end: offset(end) }
}

/// The bytes from a place on that are of a kind.
fn run(text: &[u8], from: usize, is: impl Fn(u8) -> bool) -> &[u8] {
    let rest = text.get(from..).unwrap_or_default();
    let length = rest.iter().position(|&byte| !is(byte)).unwrap_or(rest.len());
    rest.get(..length).unwrap_or_default()
}

/// Whether a word ends just before a place.
fn starts_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// Whether letters look drawn by chance: many different ones, none four times in a row.
fn is_random(letters: &[u8]) -> bool {
    let mut seen = [false; 256];
    for &letter in letters {
        seen[usize::from(letter)] = true;
    }
    let different = seen.iter().filter(|seen| **seen).count();
    let in_a_row =
        letters.windows(4).any(|four| four.iter().all(|byte| Some(byte) == four.first()));
    let counted = letters.windows(5).any(|five| {
        five.windows(2).all(|two| two.first().map(|a| a.wrapping_add(1)) == two.last().copied())
    });
    different * 3 >= letters.len().min(30) && different >= 8 && !in_a_row && !counted
}

#[cfg(test)]
mod tests;
