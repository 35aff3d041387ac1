//! The armor of age: base64 between two lines, for places that take text only.

use data_encoding::BASE64;

use super::header::NoHeader;

const BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
const COLUMNS: usize = 64;

/// What an armor holds.
pub(super) struct Inside {
    pub(super) bytes: Vec<u8>,
    /// Whether it is all of it.
    pub(super) whole: bool,
}

/// Whether a text begins with an armor.
pub(super) fn begins(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(BEGIN)
}

/// Decodes an armor as far as it is given.
pub(super) fn open(text: &[u8], whole: bool) -> Result<Inside, NoHeader> {
    let mut inside = Inside { bytes: Vec::with_capacity(text.len() / 4 * 3), whole: false };
    let blank = text.len() - text.trim_ascii_start().len();
    let before = text.iter().take(blank).filter(|byte| **byte == b'\n').count();
    let mut last = false;
    let mut lines = text.trim_ascii_start().split(|byte| *byte == b'\n').enumerate().skip(1);
    for (at, line) in &mut lines {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let wrong = |why| Err(NoHeader::Armor(before + at + 1, why));
        if line == END {
            inside.whole = true;
            break;
        }
        if last {
            return wrong("follows one that is not full, which must be the last");
        }
        match BASE64.decode(line) {
            Ok(bytes) if !line.is_empty() && line.len() <= COLUMNS => inside.bytes.extend(bytes),
            _ if !whole => return Ok(inside),
            _ if line.is_empty() => return Err(NoHeader::Cut),
            _ => return wrong("is no base64 of at most 64 columns"),
        }
        last = line.len() < COLUMNS || line.ends_with(b"=");
    }
    if whole && !inside.whole {
        return Err(NoHeader::Cut);
    }
    for (at, line) in lines {
        if !line.trim_ascii().is_empty() {
            return Err(NoHeader::Armor(before + at + 1, "follows its end"));
        }
    }
    Ok(inside)
}
