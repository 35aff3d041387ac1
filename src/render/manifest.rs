//! The list of what was rendered, with the hash of each file: by it an edit by hand is known, and a
//! file that nothing needs any more. JSON, in the folder of rendered files.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Area;
use super::header::hex;
use crate::error::{Error, Result};

/// Its name in the folder of rendered files.
pub const NAME: &str = "manifest.json";

/// The form that this version writes, and the only one it reads.
const VERSION: u32 = 1;

/// What was rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Whether the modules of nixward were written, too.
    pub ejected: bool,
    /// The areas that were rendered.
    pub areas: BTreeSet<Area>,
    /// The SHA-256 of each file in hexadecimal, by its path in the folder.
    pub files: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    version: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    ejected: bool,
    areas: Vec<String>,
    files: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads it.
    ///
    /// # Errors
    /// Why the text is none, such as the marks of a merge conflict.
    pub fn read(text: &[u8]) -> Result<Self> {
        let form: Form = serde_json::from_slice(text)
            .map_err(|error| Error::input(format!("{NAME} cannot be read")).because(error))?;
        if form.version != VERSION {
            return Err(Error::input(format!("{NAME} has version {}", form.version))
                .because(format!("this nixward knows version {VERSION}")));
        }
        let area = |word: &String| {
            Area::named(word)
                .ok_or_else(|| Error::input(format!("{NAME} names an area that is not known")))
        };
        let areas = form.areas.iter().map(area).collect::<Result<_>>()?;
        Ok(Self { ejected: form.ejected, areas, files: form.files })
    }

    /// Its text.
    pub fn text(&self) -> Result<String> {
        let form = Form {
            version: VERSION,
            ejected: self.ejected,
            areas: self.areas.iter().map(|area| area.word().to_owned()).collect(),
            files: self.files.clone(),
        };
        serde_json::to_string_pretty(&form)
            .map(|text| text + "\n")
            .map_err(|error| Error::internal(format!("cannot write {NAME}")).because(error))
    }

    /// Whether a file holds what was rendered. Line ends that git has changed are no edit.
    pub fn knows(&self, path: &str, content: &[u8]) -> bool {
        self.files.get(path).is_some_and(|hash| *hash == hash_of(content))
    }
}

/// The hash by which a content is known again.
pub fn hash_of(content: &[u8]) -> String {
    let content = without_carriage_returns(content);
    hex(&Sha256::digest(content))
}

fn without_carriage_returns(content: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(content.len());
    for (i, byte) in content.iter().enumerate() {
        if !(*byte == b'\r' && content.get(i + 1) == Some(&b'\n')) {
            lines.push(*byte);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_an_edit_is_known() {
        let files = BTreeMap::from([("a.nix".to_owned(), hash_of(b"{\n}\n"))]);
        let manifest = Manifest { ejected: true, areas: Area::ALL.into(), files };
        assert_eq!(Manifest::read(manifest.text().unwrap().as_bytes()).unwrap(), manifest);
        assert!(manifest.knows("a.nix", b"{\n}\n"));
        assert!(manifest.knows("a.nix", b"{\r\n}\r\n"));
        assert!(!manifest.knows("a.nix", b"{ }\n"));
        assert!(!manifest.knows("b.nix", b"{\n}\n"));
    }

    #[test]
    fn what_is_none_is_an_error() {
        for text in ["", "{}", r#"{"version": 2, "areas": [], "files": {}}"#, "<<<<<<< ours\n"] {
            assert!(Manifest::read(text.as_bytes()).is_err(), "{text}");
        }
    }
}
