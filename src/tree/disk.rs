//! The disk below a root, looked at without following symlinks.

use std::collections::HashMap;
use std::fs::Metadata;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{EntryKind, RelPath, Stamp};
use crate::error::{Error, Result};
use crate::fsx;

/// A root folder. Remembers which folders are real, since git and Nix see nothing below a
/// symlink, while the kernel would follow it.
pub(super) struct Disk {
    root: PathBuf,
    real: Mutex<HashMap<RelPath, bool>>,
}

impl Disk {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), real: Mutex::default() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// What stands at the path itself; none also where a parent is a symlink.
    pub(super) fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>> {
        Ok(self.look(path)?.map(|(kind, _)| kind))
    }

    /// The same with what the disk says of it without its content.
    pub(super) fn look(&self, path: &RelPath) -> Result<Option<(EntryKind, Stamp)>> {
        match path.parent() {
            Some(parent) if !self.is_real_folder(&parent)? => Ok(None),
            _ => {
                let metadata = fsx::lstat(&path.under(&self.root))?;
                Ok(metadata.map(|metadata| (kind_of(&metadata), Stamp::of(&metadata))))
            }
        }
    }

    /// What is said of a regular file without its content.
    pub(super) fn stamp(&self, path: &RelPath) -> Option<Stamp> {
        let metadata = fsx::lstat(&path.under(&self.root)).ok()??;
        metadata.is_file().then(|| Stamp::of(&metadata))
    }

    /// Whether the path is a folder reached without a symlink.
    pub(super) fn is_real_folder(&self, folder: &RelPath) -> Result<bool> {
        if folder.is_root() {
            return Ok(true);
        }
        if let Some(&known) = self.locked().get(folder) {
            return Ok(known);
        }
        let real = self.kind(folder)? == Some(EntryKind::Directory);
        self.locked().insert(folder.clone(), real);
        Ok(real)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<RelPath, bool>> {
        self.real.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The innermost parent that is a symlink, if any.
    pub(super) fn link_above(&self, path: &RelPath) -> Result<Option<RelPath>> {
        let mut above = path.parent();
        while let Some(folder) = above {
            if self.kind(&folder)? == Some(EntryKind::Symlink) {
                return Ok(Some(folder));
            }
            above = folder.parent();
        }
        Ok(None)
    }

    /// Whether a folder holds nothing.
    pub(super) fn is_empty(&self, folder: &RelPath) -> Result<bool> {
        Ok(fsx::list(&folder.under(&self.root))?.is_empty())
    }

    pub(super) fn read(&self, path: &RelPath) -> Result<Vec<u8>> {
        fsx::read(&path.under(&self.root))
    }

    pub(super) fn read_start(&self, path: &RelPath, bytes: usize) -> Result<Vec<u8>> {
        fsx::read_start(&path.under(&self.root), bytes)
    }

    pub(super) fn read_link(&self, path: &RelPath) -> Result<String> {
        let target = fsx::read_link(&path.under(&self.root))?;
        target.into_os_string().into_string().map_err(|target| {
            Error::input(format!("the target of the symlink {path} is not UTF-8"))
                .because(format!("it looks like {}", target.display()))
        })
    }
}

/// The kind of what the disk holds.
pub(super) fn kind_of(metadata: &Metadata) -> EntryKind {
    let kind = metadata.file_type();
    if kind.is_file() {
        EntryKind::File { executable: metadata.permissions().mode() & 0o100 != 0 }
    } else if kind.is_dir() {
        EntryKind::Directory
    } else if kind.is_symlink() {
        EntryKind::Symlink
    } else {
        EntryKind::Other
    }
}
