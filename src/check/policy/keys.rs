//! The ssh keys of users, and those of the inventory's admins.

use std::collections::BTreeSet;

use crate::check::known::Known;

/// How the name of a type of key begins.
const TYPES: &[&str] = &["ssh-", "ecdsa-", "sk-"];

/// The keys of the admins: type and body.
pub fn admin_keys(known: &Known<'_>) -> BTreeSet<String> {
    let holders = known.secrets.and_then(|matrix| matrix.holders.as_ref()).into_iter().flatten();
    let admins = holders.filter(|holder| !holder.host);
    admins.flat_map(|holder| &holder.keys).map(|key| key.key.clone()).collect()
}

/// The key in a line of `authorized_keys`, without options and comment.
pub fn key_of(line: &str) -> Option<String> {
    words(line).map(|(kind, body, _)| format!("{kind} {body}"))
}

/// The comment of a key, in parentheses.
pub fn comment(line: &str) -> String {
    match words(line) {
        Some((_, _, comment)) if !comment.is_empty() => format!(" ({comment})"),
        _ => String::new(),
    }
}

/// Type, body and comment. Options before them may hold blanks between quotes.
fn words(line: &str) -> Option<(&str, &str, &str)> {
    let is_type = |word: &str| TYPES.iter().any(|start| word.starts_with(start));
    let mut rest = line.trim();
    loop {
        let (word, after) = rest.split_once(char::is_whitespace)?;
        let after = after.trim_start();
        let body = after.split_whitespace().next()?;
        if is_type(word) && body.starts_with("AAAA") {
            return Some((word, body, after[body.len()..].trim()));
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::{comment, key_of};

    #[test]
    fn a_key_is_found_behind_its_options() {
        let line = "from=\"10.0.0.1\",command=\"a b ssh-x\" ssh-ed25519 AAAAC3Nz ann@laptop of ann";
        assert_eq!(key_of(line).as_deref(), Some("ssh-ed25519 AAAAC3Nz"));
        assert_eq!(comment(line), " (ann@laptop of ann)");
        assert_eq!(key_of("ssh-rsa AAAAB3 "), Some("ssh-rsa AAAAB3".to_owned()));
        assert_eq!(comment("ssh-rsa AAAAB3"), "");
        assert_eq!(key_of("# ssh-rsa"), None);
        assert_eq!(key_of(""), None);
    }
}
