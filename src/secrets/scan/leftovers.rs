//! What editors, interrupted runs and rescued edits leave beside secrets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::agefile::header::looks_like_age;
use crate::error::Result;
use crate::fsx;
use crate::model::secrets::{SecretMatrix, Tool};

/// As much of a file as tells whether it is encrypted, in bytes.
const START: usize = 4 << 10;

/// Endings that editors, and people, give to copies.
const COPIES: &[&str] = &["~", ".bak", ".before", ".old", ".orig", ".save", ".swp", ".tmp"];

/// Endings that people give to what they have decrypted.
const DECRYPTED: &[&str] = &["", ".clear", ".dec", ".decrypted", ".plain", ".txt"];

/// A file beside a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leftover {
    /// Its path, relative to the root.
    pub file: String,
    /// The secret that it is of.
    pub of: String,
    /// What left it.
    pub by: By,
    /// Whether it is encrypted.
    pub encrypted: bool,
}

/// See [`Leftover::by`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// An editor, or somebody who made a copy.
    Editor,
    /// Somebody who decrypted it, by its name.
    Decryption,
    /// An edit that could not be put in its place.
    Rescue,
    /// A run that was killed.
    Run,
}

/// Looks through the folders of the secrets, whether git knows the files in them or not.
pub fn find(root: &Path, matrix: &SecretMatrix) -> Result<Vec<Leftover>> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let known: BTreeSet<&str> = matrix.secrets.iter().map(|secret| secret.file.as_str()).collect();
    for secret in matrix.secrets.iter().filter(|secret| secret.tool == Tool::Agenix) {
        let (folder, name) = secret.file.rsplit_once('/').unwrap_or(("", &secret.file));
        folders.entry(folder).or_default().push(name);
    }
    let mut found = Vec::new();
    for (folder, secrets) in folders {
        let path = root.join(folder);
        if fsx::stat(&path)?.is_none_or(|metadata| !metadata.is_dir()) {
            continue;
        }
        for entry in fsx::list(&path)? {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let file = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let is_file = fsx::lstat(&entry.path())?.is_some_and(|metadata| metadata.is_file());
            if is_file && !known.contains(file.as_str()) {
                found.extend(of_any(folder, &secrets, &name, &entry.path(), file)?);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn of_any(
    folder: &str,
    secrets: &[&str],
    name: &str,
    path: &Path,
    file: String,
) -> Result<Option<Leftover>> {
    let known = secrets.iter().find_map(|secret| Some((*secret, left_by(name, secret)?)));
    let run = fsx::is_staged(name).then_some(("", By::Run));
    let Some((secret, by)) = known.or(run) else { return Ok(None) };
    let encrypted = looks_like_age(&fsx::read_start(path, START)?);
    if by == By::Decryption && encrypted {
        return Ok(None);
    }
    let of = if folder.is_empty() || secret.is_empty() {
        secret.to_owned()
    } else {
        format!("{folder}/{secret}")
    };
    Ok(Some(Leftover { file, of, by, encrypted }))
}

/// What has left a file of this name beside a secret, if anything.
fn left_by(name: &str, secret: &str) -> Option<By> {
    let stem = secret.strip_suffix(".age");
    for base in [Some(secret), stem].into_iter().flatten() {
        if let Some(rest) = name.strip_prefix(base) {
            let number = rest.strip_prefix(".rescue").map(|rest| rest.trim_start_matches('.'));
            if number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
                return Some(By::Rescue);
            }
            if COPIES.contains(&rest) {
                return Some(By::Editor);
            }
        }
        let hidden = name.strip_prefix('.').and_then(|name| name.strip_prefix(base));
        let is_swap = |rest: &str| {
            rest.len() == 4 && rest.starts_with(".sw") || matches!(rest, ".un~" | ".kate-swp")
        };
        let emacs = name.strip_prefix(".#") == Some(base)
            || name.strip_prefix('#').and_then(|name| name.strip_suffix('#')) == Some(base);
        if emacs || hidden.is_some_and(is_swap) {
            return Some(By::Editor);
        }
    }
    let rest = name.strip_prefix(stem?)?;
    DECRYPTED.contains(&rest).then_some(By::Decryption)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_who_left_a_file() {
        for (name, by) in [
            (".wifi.age.swp", By::Editor),
            (".wifi.age.swo", By::Editor),
            (".wifi.swp", By::Editor),
            ("wifi.age~", By::Editor),
            ("#wifi.age#", By::Editor),
            (".#wifi.age", By::Editor),
            (".wifi.age.un~", By::Editor),
            ("wifi.age.orig", By::Editor),
            ("wifi.age.rescue", By::Rescue),
            ("wifi.age.rescue.2", By::Rescue),
            ("wifi", By::Decryption),
            ("wifi.txt", By::Decryption),
        ] {
            assert_eq!(left_by(name, "wifi.age"), Some(by), "{name}");
        }
        for name in ["wifi.pub", "wifi.nix", "wifi2", "my-wifi", "wifi.age.rescue.x", "wlan.age~"] {
            assert_eq!(left_by(name, "wifi.age"), None, "{name}");
        }
        assert_eq!(left_by("token.txt", "token"), None, "a name without .age");
    }
}
