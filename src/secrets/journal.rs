//! What is to be finished if this process is killed between two renames.
//!
//! It is written when every new file is complete on disk and before the first takes its place; it
//! names files and hashes of ciphertext, never plaintext. The next run puts the rest in place.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::store::{Digest, Replacement, current};
use crate::error::{Error, Result};
use crate::fsx;

/// A change that was begun.
#[derive(Serialize, Deserialize)]
struct Journal {
    version: u32,
    files: Vec<Entry>,
}

/// One file of it; paths are relative to the root.
#[derive(Serialize, Deserialize)]
struct Entry {
    target: PathBuf,
    staged: PathBuf,
    before: Option<String>,
    after: String,
}

/// What a killed run had left undone.
#[derive(Debug, Default)]
pub struct Recovered {
    /// Files that were put in place now.
    pub finished: Vec<PathBuf>,
    /// Files that somebody has changed since, and which stay as they are.
    pub overtaken: Vec<PathBuf>,
    /// Incomplete files that were removed.
    pub swept: usize,
}

impl Recovered {
    /// Whether no secret is other than it was.
    pub fn is_nothing(&self) -> bool {
        self.finished.is_empty() && self.overtaken.is_empty()
    }
}

/// Where it lies.
pub(super) fn file(state: &Path) -> PathBuf {
    state.join("secrets.journal")
}

/// Writes it.
pub(super) fn write(root: &Path, state: &Path, replacements: &[Replacement]) -> Result<()> {
    let inside = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    let files = replacements.iter().map(|replacement| Entry {
        target: inside(replacement.ready.staged.target()),
        staged: inside(replacement.ready.staged.path()),
        before: replacement.before.as_ref().map(hex),
        after: hex(&replacement.ready.digest),
    });
    let journal = Journal { version: 1, files: files.collect() };
    let text = serde_json::to_vec(&journal)
        .map_err(|error| Error::internal("the journal cannot be written").because(error))?;
    fsx::write_private(&file(state), &text)
}

/// Removes it: all is done.
pub(super) fn remove(state: &Path) -> Result<()> {
    fsx::remove(&file(state))
}

/// Finishes what a killed run had begun.
pub(super) fn recover(root: &Path, state: &Path) -> Result<Recovered> {
    let mut recovered = Recovered::default();
    let path = file(state);
    if fsx::lstat(&path)?.is_none() {
        return Ok(recovered);
    }
    let journal: Journal = serde_json::from_slice(&fsx::read(&path)?).map_err(|error| {
        Error::input(format!("{} cannot be read", path.display()))
            .because(error)
            .hint("look at `nixward secrets list`, then remove it")
    })?;
    let mut placed = Vec::new();
    for entry in &journal.files {
        let (target, staged) = (root.join(&entry.target), root.join(&entry.staged));
        let now = current(&target)?.as_ref().map(hex);
        if now.as_ref() == Some(&entry.after) {
            continue;
        }
        let waits = current(&staged)?.as_ref().map(hex);
        if now == entry.before && waits.as_ref() == Some(&entry.after) {
            fsx::rename(&staged, &target)?;
            recovered.finished.push(target.clone());
        } else {
            recovered.overtaken.push(target.clone());
        }
        placed.push(target);
    }
    fsx::sync_folders(placed.iter().map(PathBuf::as_path))?;
    remove(state)?;
    Ok(recovered)
}

fn hex(digest: &Digest) -> String {
    HEXLOWER.encode(digest)
}
