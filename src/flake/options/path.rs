//! Paths of options as NixOS writes them.

use std::fmt;

use crate::error::{Error, Result};
use crate::syntax::spell;

/// A path such as `services.nginx.virtualHosts.<name>.locations`: `*` stands for an element of a list
/// and `<name>` for any attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionPath(pub Vec<String>);

impl OptionPath {
    /// Reads it; a part in double quotes may have dots.
    ///
    /// # Errors
    /// A text that is no path: an empty part, a quote that does not end.
    pub fn read(text: &str) -> Result<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let (part, after) = part(rest).ok_or_else(|| {
                Error::usage(format!("`{text}` is no path of an option"))
                    .hint("such as services.openssh.enable")
            })?;
            parts.push(part);
            match after.strip_prefix('.') {
                Some(next) => rest = next,
                None => return Ok(Self(parts)),
            }
        }
    }
}

/// The first part of a path, and what follows: nothing, or a dot and the rest.
fn part(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = if text.starts_with('<') { text.find('>')? + 1 } else { 0 };
        let end = text.get(end..)?.find('.').map_or(text.len(), |dot| end + dot);
        let (name, after) = text.split_at(end);
        return (!name.is_empty() && !name.contains('"')).then(|| (name.to_owned(), after));
    };
    let mut name = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => name.push(chars.next()?.1),
            '"' => {
                let after = quoted.get(at + 1..)?;
                return (after.is_empty() || after.starts_with('.')).then_some((name, after));
            }
            char => name.push(char),
        }
    }
    None
}

/// A part as it is written in a path.
pub(super) fn spelled(part: &str) -> String {
    if part == "*" || part.starts_with('<') && part.ends_with('>') {
        part.to_owned()
    } else {
        spell::name(part)
    }
}

impl fmt::Display for OptionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(|part| spelled(part)).collect();
        f.write_str(&parts.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::OptionPath;

    #[test]
    fn paths_are_read_as_they_are_written() {
        for (text, parts) in [
            ("a.b-c", &["a", "b-c"][..]),
            ("a.\"x.y\".z", &["a", "x.y", "z"]),
            ("a.<name>.*.b", &["a", "<name>", "*", "b"]),
            ("a.\"q\\\"r\"", &["a", "q\"r"]),
        ] {
            let path = OptionPath::read(text).unwrap();
            assert_eq!(path.0, parts);
            assert_eq!(path.to_string(), text);
        }
        for text in ["", "a..b", ".a", "a.", "a.\"b", "a.\"b\"c", "a\"b"] {
            assert!(OptionPath::read(text).is_err(), "{text}");
        }
    }
}
