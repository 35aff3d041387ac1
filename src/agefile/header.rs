//! Headers of age files, binary and armored.

use std::fmt;

use data_encoding::BASE64_NOPAD;

use super::{HEAD, armor, meta};
use crate::model::secrets::{Flaw, Format, Meta, Sealed, Stanza};

/// The first line of every file.
pub(super) const INTRO: &[u8] = b"age-encryption.org/v1\n";

/// Columns of base64.
pub(super) const COLUMNS: usize = 64;

/// Bytes of a chunk of the payload, and of the tag at its end.
const CHUNK: u64 = 64 << 10;
const TAG: u64 = 16;
const NONCE: u64 = 16;

/// Why a file is not one of age, or not whole. Names what was found by kind, never by content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoHeader {
    /// It does not begin like an age file.
    NotAge,
    /// It is empty.
    Empty,
    /// It ends inside of the header or the armor, or the payload.
    Cut,
    /// The header does not end where one must.
    TooLong,
    /// A passphrase stands beside keys.
    Mixed,
    /// A line of the header is not what it must be: which (from 1), and why.
    Line(usize, &'static str),
    /// The armor is broken: at which line (from 1), and why.
    Armor(usize, &'static str),
}

impl fmt::Display for NoHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAge => f.write_str("it is not encrypted with age"),
            Self::Empty => f.write_str("it is empty"),
            Self::Cut => f.write_str("it is cut off: its end is missing"),
            Self::TooLong => write!(f, "its header is longer than {HEAD} bytes"),
            Self::Mixed => f.write_str("its header mixes a passphrase with keys"),
            Self::Line(line, why) => write!(f, "line {line} of its header {why}"),
            Self::Armor(line, why) => write!(f, "line {line} of its armor {why}"),
        }
    }
}

impl From<NoHeader> for Flaw {
    fn from(why: NoHeader) -> Self {
        Self { plain: matches!(why, NoHeader::NotAge), message: why.to_string() }
    }
}

/// Whether a file begins as one of age does.
pub fn looks_like_age(start: &[u8]) -> bool {
    start.starts_with(INTRO) || armor::begins(start)
}

/// Reads the header of a file. `start` is the file or its first [`HEAD`] bytes, `whole` says which.
///
/// # Errors
/// What is wrong with the file.
pub fn read(start: &[u8], whole: bool) -> Result<Sealed, NoHeader> {
    if whole && start.is_empty() {
        return Err(NoHeader::Empty);
    }
    if armor::begins(start) {
        let inside = armor::open(start, whole)?;
        let recipients = recipients_of(&inside.bytes, inside.whole)?;
        return Ok(sealed(Format::Armored, recipients, whole.then_some(start.len())));
    }
    let recipients = recipients_of(start, whole)?;
    Ok(sealed(Format::Binary, recipients, whole.then_some(start.len())))
}

fn sealed(format: Format, recipients: Recipients, bytes: Option<usize>) -> Sealed {
    let bytes = bytes.and_then(|bytes| u64::try_from(bytes).ok());
    let Recipients { stanzas, meta } = recipients;
    Sealed { format, stanzas, groups: Vec::new(), bytes, meta, modified: None }
}

/// What a header says of who can open the file.
struct Recipients {
    stanzas: Vec<Stanza>,
    meta: Option<Meta>,
}

/// Stanzas that say nothing: rage adds one of a random type that ends so.
fn is_padding(stanza: &Stanza) -> bool {
    stanza.kind.ends_with("-grease")
}

fn recipients_of(bytes: &[u8], whole: bool) -> Result<Recipients, NoHeader> {
    if !bytes.starts_with(INTRO) {
        let cut = whole && INTRO.starts_with(bytes) && !bytes.is_empty();
        return Err(if cut { NoHeader::Cut } else { NoHeader::NotAge });
    }
    let mut lines = Lines { bytes, at: INTRO.len(), number: 1, whole };
    let mut stanzas = Vec::new();
    let mut meta = None;
    loop {
        let line = lines.next()?;
        if let Some(mac) = line.strip_prefix(b"--- ") {
            if BASE64_NOPAD.decode(mac).map(|mac| mac.len()) != Ok(32) {
                return Err(lines.wrong("should end the header with 43 characters of base64"));
            }
            break;
        }
        let Some(arguments) = line.strip_prefix(b"-> ") else {
            return Err(lines.wrong("should begin with `-> ` or `--- `"));
        };
        let stanza = stanza(arguments).ok_or_else(|| lines.wrong("names no recipient"))?;
        lines.body()?;
        if stanza.kind == meta::KIND {
            meta = noted(arguments).or(meta);
        }
        stanzas.push(stanza);
    }
    if stanzas.is_empty() {
        return Err(lines.wrong("ends a header without recipients"));
    }
    if whole {
        check_payload(bytes.len().saturating_sub(lines.at))?;
    }
    // A passphrase stands alone, or every program refuses the file.
    if stanzas.len() > 1 && stanzas.iter().any(|stanza| stanza.kind == "scrypt") {
        return Err(NoHeader::Mixed);
    }
    stanzas.retain(|stanza| !is_padding(stanza) && stanza.kind != meta::KIND);
    Ok(Recipients { stanzas, meta })
}

fn noted(arguments: &[u8]) -> Option<Meta> {
    meta::read(std::str::from_utf8(arguments).ok()?.split(' ').skip(1))
}

/// A payload is a nonce and chunks; the last may be short, but holds at least its tag.
fn check_payload(bytes: usize) -> Result<(), NoHeader> {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    let Some(chunks) = bytes.checked_sub(NONCE) else { return Err(NoHeader::Cut) };
    let last = chunks % (CHUNK + TAG);
    if chunks == 0 || (last > 0 && last < TAG) || (last == TAG && chunks > TAG) {
        return Err(NoHeader::Cut);
    }
    Ok(())
}

/// `type argument ...`, each of visible ASCII.
fn stanza(arguments: &[u8]) -> Option<Stanza> {
    let text = std::str::from_utf8(arguments).ok()?;
    let words: Vec<&str> = text.split(' ').collect();
    let visible =
        |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    if !words.iter().all(visible) {
        return None;
    }
    let kind = (*words.first()?).to_owned();
    let tag = match kind.as_str() {
        "ssh-ed25519" | "ssh-rsa" | "piv-p256" => words.get(1).map(|tag| (*tag).to_owned()),
        _ => None,
    };
    Some(Stanza { kind, tag, key: None })
}

/// The lines of a header.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    number: usize,
    whole: bool,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Result<&'a [u8], NoHeader> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(length) = memchr::memchr(b'\n', rest) else {
            return Err(if self.whole { NoHeader::Cut } else { NoHeader::TooLong });
        };
        self.at += length + 1;
        self.number += 1;
        Ok(rest.get(..length).unwrap_or_default())
    }

    /// Base64 in full lines and one that is not full.
    fn body(&mut self) -> Result<(), NoHeader> {
        loop {
            let line = self.next()?;
            if line.len() > COLUMNS || BASE64_NOPAD.decode(line).is_err() {
                return Err(self.wrong("is no base64 of at most 64 columns"));
            }
            if line.len() < COLUMNS {
                return Ok(());
            }
        }
    }

    fn wrong(&self, why: &'static str) -> NoHeader {
        NoHeader::Line(self.number, why)
    }
}
