//! Uses of the flake's own store path that no trace tells, and where they stand.
//!
//! The path carries the hash of every visible file. Where an answer merely repeats it, the answer is
//! kept with a placeholder. What is made of it otherwise (a hash, a derivation) would be stale after
//! any change: in doubt the answer is bound to the whole tree.

/// Where `toString` is given a path literal: the lines, from 1.
pub(super) fn paths_as_text(text: &[u8]) -> Vec<usize> {
    lines_with(text, b"toString", |rest| {
        let rest = skip(rest, |byte| byte.is_ascii_whitespace() || byte == b'(');
        rest.starts_with(b"./") || rest.starts_with(b"../")
    })
}

/// Where an attribute of `self` is used: the lines, from 1. For `outPath`, where `self` is text.
pub(super) fn uses_of_self(text: &[u8], attribute: &str) -> Vec<usize> {
    lines_with(text, b"self", |rest| match rest.strip_prefix(b".") {
        Some(rest) => rest.starts_with(attribute.as_bytes()),
        None if attribute == "outPath" => {
            let rest = skip(rest, |byte| byte.is_ascii_whitespace());
            rest.starts_with(b"}") || rest.starts_with(b"+")
        }
        None => false,
    })
}

fn lines_with(text: &[u8], word: &[u8], wanted: impl Fn(&[u8]) -> bool) -> Vec<usize> {
    let found = memchr::memmem::find_iter(text, word);
    let found = found.filter(|&at| wanted(&text[at + word.len()..]));
    let mut lines: Vec<usize> =
        found.map(|at| 1 + memchr::memchr_iter(b'\n', &text[..at]).count()).collect();
    lines.dedup();
    lines
}

fn skip(text: &[u8], unwanted: impl Fn(u8) -> bool) -> &[u8] {
    let start = text.iter().position(|&byte| !unwanted(byte)).unwrap_or(text.len());
    &text[start..]
}

/// Characters of the hash in a store path.
const HASH: usize = 32;

/// The store paths that an answer speaks of, as `<store>/<hash>`, each as often as it does.
pub(super) fn store_paths<'a>(answer: &'a str, store: &str) -> Vec<&'a str> {
    let prefix = format!("{store}/");
    let found = memchr::memmem::find_iter(answer.as_bytes(), prefix.as_bytes());
    found
        .filter_map(|at| {
            let path = answer.get(at..at + prefix.len() + HASH)?;
            let hash = &path[prefix.len()..];
            hash.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(path)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_lines() {
        let text = b"a\ntoString ./x\ntoString 1\n\"${toString (../y + z)}\"\n";
        assert_eq!(paths_as_text(text), [2, 4]);
        let text = b"self.rev\n\"${self}/x\"\nself + \"/y\"\nself.outputs\nself.shortRev\n";
        assert_eq!(uses_of_self(text, "rev"), [1]);
        assert_eq!(uses_of_self(text, "outPath"), [2, 3]);
    }

    #[test]
    fn finds_store_paths() {
        let answer =
            "x /nix/store/qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq-source/y /nix/store/short /nix/store";
        let path = "/nix/store/qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";
        assert_eq!(store_paths(answer, "/nix/store"), [path]);
    }
}
