//! Holds what would be rendered against what lies there.

use std::collections::BTreeMap;

use super::File;
use super::manifest::{Manifest, hash_of};
use crate::error::Result;
use crate::model::rendered::RenderedState;

/// A file that was rendered, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Its path in the folder of rendered files.
    pub path: String,
    /// How it stands.
    pub state: RenderedState,
    /// What lies there.
    pub before: Option<Vec<u8>>,
    /// What would be written; none where nothing needs the file.
    pub after: Option<String>,
}

/// Compares. `read` gives what lies at a path of the folder; `is_asked_for` says of a file of the
/// manifest that is not among those wanted whether it would be, were it needed.
///
/// # Errors
/// Those of `read`.
pub fn compare(
    wanted: Vec<File>,
    manifest: &Manifest,
    is_asked_for: impl Fn(&str) -> bool,
    read: impl Fn(&str) -> Result<Option<Vec<u8>>>,
) -> Result<Vec<Compared>> {
    let mut all: BTreeMap<String, Option<String>> =
        wanted.into_iter().map(|file| (file.path, Some(file.text))).collect();
    for path in manifest.files.keys().filter(|path| is_asked_for(path)) {
        all.entry(path.clone()).or_default();
    }
    let mut compared = Vec::new();
    for (path, after) in all {
        let before = read(&path)?;
        let Some(state) = state(&path, manifest, before.as_deref(), after.as_deref()) else {
            continue;
        };
        compared.push(Compared { path, state, before, after });
    }
    Ok(compared)
}

/// How a file stands; none where it is not there and need not be.
fn state(
    path: &str,
    manifest: &Manifest,
    before: Option<&[u8]>,
    after: Option<&str>,
) -> Option<RenderedState> {
    let is_listed = manifest.files.contains_key(path);
    Some(match (before, after) {
        (None, None) => return None,
        (None, Some(_)) if is_listed => RenderedState::Missing,
        (None, Some(_)) => RenderedState::New,
        (Some(before), Some(after)) if hash_of(before) == hash_of(after.as_bytes()) => {
            RenderedState::Current
        }
        (Some(before), Some(_)) if manifest.knows(path, before) => RenderedState::Outdated,
        (Some(_), Some(_)) if is_listed => RenderedState::Edited,
        (Some(_), Some(_)) => RenderedState::Foreign,
        (Some(before), None) if manifest.knows(path, before) => RenderedState::Unneeded,
        (Some(_), None) => RenderedState::Abandoned,
    })
}

/// The files of the manifest after these were written and removed.
#[must_use]
pub fn files_after(
    manifest: &Manifest,
    compared: &[Compared],
    is_asked_for: impl Fn(&str) -> bool,
) -> BTreeMap<String, String> {
    let mut files = manifest.files.clone();
    files.retain(|path, _| !is_asked_for(path));
    for file in compared {
        if let Some(text) = &file.after {
            files.insert(file.path.clone(), hash_of(text.as_bytes()));
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_stands_as_it_is() {
        let written = |text: &str| hash_of(text.as_bytes());
        let manifest = Manifest {
            files: [
                ("current", "1"),
                ("missing", "1"),
                ("outdated", "0"),
                ("edited", "0"),
                ("unneeded", "1"),
                ("abandoned", "0"),
                ("gone", "1"),
            ]
            .into_iter()
            .map(|(path, text)| (path.to_owned(), written(text)))
            .collect(),
            ..Manifest::default()
        };
        let there = |path: &str| match path {
            "new" | "missing" | "gone" => None,
            "outdated" => Some(b"0".to_vec()),
            "edited" | "foreign" | "abandoned" => Some(b"2".to_vec()),
            _ => Some(b"1".to_vec()),
        };
        let wanted = ["current", "new", "missing", "outdated", "edited", "foreign"];
        let wanted = wanted.map(|path| File { path: path.to_owned(), text: "1".to_owned() });
        let compared = compare(wanted.to_vec(), &manifest, |_| true, |path| Ok(there(path)));
        let compared = compared.unwrap();
        for file in &compared {
            let state = serde_json::to_value(file.state).unwrap();
            assert_eq!(state, file.path.as_str());
        }
        assert_eq!(compared.len(), 8, "nothing is said of a file that is gone");
        let files = files_after(&manifest, &compared, |_| true);
        assert_eq!(files.len(), 6, "{files:?}");
        assert!(files.values().all(|hash| *hash == written("1")));
    }
}
