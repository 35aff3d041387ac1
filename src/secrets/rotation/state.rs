//! How far a rotation has come: a file beside the secret, `NAME.rotation.json`.
//!
//! It names files, hashes of ciphertext and moments; never a value or the hash of one. It is written
//! together with the files that it speaks of, so that it is never ahead of them or behind.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::fsx;
pub use crate::model::report::{RotationState as State, RotationWay as Way};

/// As much as is read of such a file, in bytes.
const LIMIT: u64 = 1 << 20;

/// A rotation that is under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// Of this file's shape: 1.
    pub version: u32,
    /// Tells it apart, here and at whoever issues values.
    pub id: String,
    /// What sort of secret it is.
    pub kind: String,
    /// What has been done last.
    pub state: State,
    /// Which way it goes.
    pub way: Way,
    /// When it was begun, in seconds since 1970.
    pub started: u64,
    /// When the new value was verified.
    pub verified: Option<u64>,
    /// Why it goes back.
    pub why: Option<String>,
    /// The deployment that it waits for, once that has been said.
    pub waits: Option<String>,
    /// When each wave of hosts had the new value and was seen to work with it; the last one is not
    /// among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waves: Vec<u64>,
    /// The secrets that change together: the first one is the source of the others.
    pub members: Vec<Member>,
}

/// One secret of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its path, relative to the source root.
    pub file: String,
    /// The hash of the ciphertext that was there; none where there was none.
    pub old: Option<String>,
    /// The hash of the new ciphertext.
    pub new: String,
    /// The hosts that use it, where the rule does not say; so that what is known of them later does
    /// not change whom `done` speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Vec<String>>,
    /// Dependents that have the value, by their place in the rule, or in `hosts`.
    pub done: Vec<usize>,
    /// What its issuer calls the new value; no secret.
    pub issued: Option<String>,
}

impl Rotation {
    /// Reads that of a secret; none where none is under way.
    ///
    /// # Errors
    /// A file that is none of ours.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        if fsx::stat(path)?.is_none() {
            return Ok(None);
        }
        let text = fsx::read_limited(path, LIMIT)?;
        let read: Self = serde_json::from_slice(&text).map_err(|error| {
            Error::input(format!("{} cannot be read", path.display()))
                .because(error)
                .hint("bring it back from git; it says how far a rotation has come")
        })?;
        if read.version == 1 && !read.members.is_empty() {
            return Ok(Some(read));
        }
        Err(Error::input(format!("{} is of another version of nixward", path.display()))
            .hint("go on with that version"))
    }

    /// Its text.
    pub(super) fn text(&self) -> Result<Vec<u8>> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::internal("a rotation cannot be written").because(error))?;
        Ok((text + "\n").into_bytes())
    }
}

/// What belongs to the secret at a path.
pub struct Beside {
    /// The value that is in use in the repository.
    pub current: PathBuf,
    /// The new value while it waits, and until the end.
    pub next: PathBuf,
    /// The old one once it had to give way.
    pub old: PathBuf,
    /// How far it has come.
    pub journal: PathBuf,
}

impl Beside {
    /// What belongs to the secret at a path.
    pub fn of(path: &Path) -> Self {
        Self {
            current: path.to_owned(),
            next: with(path, "next.age"),
            old: with(path, "old.age"),
            journal: with(path, "rotation.json"),
        }
    }
}

/// `db.age` becomes `db.ENDING`, any other name gets the ending.
pub(super) fn with(path: &Path, ending: &str) -> PathBuf {
    if path.extension().is_some_and(|extension| extension == "age") {
        return path.with_extension(ending);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}
