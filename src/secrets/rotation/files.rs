//! The files of a rotation: every change of several is made whole, together with the journal.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::state::Rotation;
use super::unit::Part;
use crate::error::{Error, Result};
use crate::fsx;
use crate::secrets::cipher::{self, Keep, Ready};
use crate::secrets::rekey::changed;
use crate::secrets::store::{Change, Replacement, Store, current};
use crate::secrets::value::{Tools, decrypt};

/// What is about to change.
pub(super) struct Edit<'s> {
    change: Change<'s>,
    replacements: Vec<Replacement>,
}

impl<'s> Edit<'s> {
    /// Begins; nobody else changes secrets until it is done.
    pub(super) fn begin(store: &'s Store, parts: &[Part<'_>]) -> Result<Self> {
        let folders: Vec<&Path> =
            parts.iter().filter_map(|part| part.place.path.parent()).collect();
        for folder in &folders {
            fsx::create_folder(folder)?;
        }
        Ok(Self { change: store.begin("rotate", folders)?, replacements: Vec::new() })
    }

    /// Puts bytes that are no secret, or encrypted, into a file.
    pub(super) fn put(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        let before = current(path)?;
        self.replacements.push(Replacement { ready: cipher::public(path, bytes)?, before });
        Ok(())
    }

    /// Puts an encrypted file into its place.
    pub(super) fn put_ready(&mut self, path: &Path, ready: Ready) -> Result<()> {
        self.replacements.push(Replacement { ready, before: current(path)? });
        Ok(())
    }

    /// Copies a file, where it is there.
    pub(super) fn copy(&mut self, from: &Path, to: &Path) -> Result<()> {
        if fsx::stat(from)?.is_some() {
            self.put(to, &fsx::read(from)?)?;
        }
        Ok(())
    }

    /// Does all of it, the journal included, or nothing.
    pub(super) fn commit(mut self, journal: &Path, rotation: &Rotation) -> Result<()> {
        self.put(journal, &rotation.text()?)?;
        self.change.commit(self.replacements)?.map(drop).map_err(|conflict| changed(&conflict.0))
    }
}

/// Removes files; the last one last.
pub(super) fn remove(store: &Store, paths: &[PathBuf]) -> Result<()> {
    let _change = store.begin("rotate", [])?;
    paths.iter().try_for_each(|path| fsx::remove(path))
}

/// The hash of a file's bytes, as the journal has it.
pub(super) fn hash(path: &Path) -> Result<Option<String>> {
    Ok(current(path)?.map(|digest| HEXLOWER.encode(&digest)))
}

/// The value in a file.
pub(super) fn open(path: &Path, tools: &Tools<'_>) -> Result<Zeroizing<Vec<u8>>> {
    let mut value = Zeroizing::new(Vec::new());
    decrypt(&path.display().to_string(), path, tools.identities, &mut Keep(&mut value))?;
    Ok(value)
}

/// The value in a file; none where it is not there.
pub(super) fn open_maybe(path: &Path, tools: &Tools<'_>) -> Result<Option<Zeroizing<Vec<u8>>>> {
    fsx::stat(path)?.map(|_| open(path, tools)).transpose()
}

/// The error for a value that somebody has changed since.
pub(super) fn overtaken(file: &str) -> Error {
    Error::input(format!("{file} was changed since its rotation began"))
        .hint("`nixward secrets rotate --abort` drops the new value and leaves the file as it is")
}
