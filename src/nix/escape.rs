//! Text inside a flake reference.

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

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_path_cannot_end_its_reference() {
        assert_eq!(percent("/a b/c#d?e%", b"/"), "/a%20b/c%23d%3Fe%25");
        assert_eq!(percent("x.\"ä\"", b"\""), "x.\"%C3%A4\"");
    }
}
