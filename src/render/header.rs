//! The head of a file that nixward wrote and writes anew: with the hash of the rest, so that what
//! somebody has changed by hand is not lost.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The start of the first line.
const MARK: &str = "# Written by `nixward ";

/// The start of the second line.
const HASH: &str = "# sha256 of what follows: ";

/// Who a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// nixward: it holds what nixward wrote.
    Ours,
    /// Whoever has edited what nixward wrote.
    Edited,
    /// Somebody else: nixward never wrote it.
    Foreign,
}

/// The text under its head, in a language whose comments begin with `#`. `verb` is the command line
/// that writes it, without `nixward`.
pub fn put_on(verb: &str, text: &str) -> String {
    format!(
        "{MARK}{verb}`, which writes it anew unless somebody has edited it.\n{HASH}{}\n{text}",
        hash(text)
    )
}

/// Who a file belongs to, by its head. Line ends that git has changed are no edit.
pub fn standing(text: &[u8]) -> Standing {
    let text = String::from_utf8_lossy(text).replace("\r\n", "\n");
    if !text.starts_with(MARK) {
        return Standing::Foreign;
    }
    let lines = text.split_once('\n').and_then(|(_, rest)| rest.split_once('\n'));
    let said = lines.and_then(|(second, rest)| Some((second.strip_prefix(HASH)?, rest)));
    match said {
        Some((said, rest)) if said == hash(rest) => Standing::Ours,
        _ => Standing::Edited,
    }
}

fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{Standing, put_on, standing};

    #[test]
    fn an_edit_is_told_from_what_was_written() {
        let text = put_on("ci github", "name: x\n");
        assert_eq!(standing(text.as_bytes()), Standing::Ours);
        assert_eq!(standing(text.replace('\n', "\r\n").as_bytes()), Standing::Ours);
        for edited in [text.replace("name: x", "name: y"), text.clone() + "# more\n"] {
            assert_eq!(standing(edited.as_bytes()), Standing::Edited);
        }
        assert_eq!(standing(text.lines().next().unwrap().as_bytes()), Standing::Edited);
        assert_eq!(standing(b"name: x\n"), Standing::Foreign);
        assert_eq!(standing(b"\xff\xfe"), Standing::Foreign);
    }
}
