//! Text inside a flake reference, and inside Nix.

use std::fmt::Write as _;

/// Escapes what would end a part of a URL or mean something in it, but for the bytes in `kept`.
pub fn percent(text: &str, kept: &[u8]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || kept.contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// A string of Nix that means this text.
pub(super) fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "\\${");
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::{percent, quoted};

    #[test]
    fn a_text_stays_one() {
        assert_eq!(quoted(r#"a"b\${c}$d"#), r#""a\"b\\\${c}$d""#);
    }

    #[test]
    fn a_path_cannot_end_its_reference() {
        assert_eq!(percent("/a b/c#d?e%", b"/"), "/a%20b/c%23d%3Fe%25");
        assert_eq!(percent("x.\"ä\"", b"\""), "x.\"%C3%A4\"");
    }
}
