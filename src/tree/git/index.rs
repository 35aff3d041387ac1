//! The git index, read in-process; the only owner of `gix-index`.

use std::path::Path;

use gix_index::entry::{Flags, Mode, Stage};
use gix_index::hash::ObjectId;

use super::repo::Repo;
use crate::error::{Error, Result};
use crate::fsx;
use crate::tree::RelPath;
use crate::tree::names::Names;

/// What the index says of a path.
pub(crate) struct Staged {
    pub(crate) what: What,
    /// Names the staged content; nothing useful for intent-to-add.
    pub(crate) id: ObjectId,
    pub(crate) intent_to_add: bool,
    /// What the disk said of the file when git compared it with the staged content; none where git
    /// was told not to look, or has nothing to compare with.
    pub(crate) compared: Option<Compared>,
}

/// What git keeps of `stat(2)`: as much of each number as 32 bits hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compared {
    /// Seconds and nanoseconds.
    pub(crate) modified: (u32, u32),
    pub(crate) changed: (u32, u32),
    pub(crate) inode: u32,
    pub(crate) size: u32,
}

/// An index.
pub(crate) struct Index {
    pub(crate) names: Names<Staged>,
    /// The digest that stands at its end; none where git was told not to make one.
    pub(crate) checksum: Option<ObjectId>,
    /// When it was written, in seconds and nanoseconds.
    pub(crate) written: (i64, u32),
}

/// What sort of entry it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    File {
        executable: bool,
    },
    Symlink,
    Submodule,
    /// Its name is not UTF-8; the path is a readable likeness of it.
    Unnameable,
}

/// Reads an index of the repository; a missing one is empty, as before the first `git add`.
///
/// Of the stages of a conflict the first stays: names are what counts here.
pub(crate) fn read(repo: &Repo, file: &Path) -> Result<Index> {
    if fsx::stat(file)?.is_none() {
        return Ok(Index { names: Names::new(Vec::new()), checksum: None, written: (0, 0) });
    }
    let options = gix_index::decode::Options { thread_limit: Some(1), ..Default::default() };
    // Git writes a new index and renames it, so the checksum only guards against a failing disk:
    // not worth half of the time it takes to read.
    let skip_hash = true;
    let index = gix_index::File::at(file, repo.hash, skip_hash, options)
        .map_err(|error| broken(file).because(error.to_string()))?;
    let names = index
        .entries()
        .iter()
        .filter(|entry| !entry.flags.contains(Flags::REMOVE))
        .map(|entry| {
            let bytes: &[u8] = entry.path(&index);
            let (path, named) = match std::str::from_utf8(bytes) {
                Ok(text) => (RelPath::new(text), true),
                Err(_) => (RelPath::new(&String::from_utf8_lossy(bytes)), false),
            };
            let path = path.filter(|path| !path.is_root()).ok_or_else(|| broken(file))?;
            let what = if named { what(entry.mode, file)? } else { What::Unnameable };
            let intent_to_add = entry.flags.contains(Flags::INTENT_TO_ADD);
            let compared = compared(entry);
            Ok((path, Staged { what, id: entry.id, intent_to_add, compared }))
        })
        .collect::<Result<Vec<_>>>()
        .map(Names::new)?;
    let written = (index.timestamp().unix_seconds(), index.timestamp().nanoseconds());
    Ok(Index { names, checksum: index.checksum(), written })
}

fn compared(entry: &gix_index::Entry) -> Option<Compared> {
    let unlike = Flags::ASSUME_VALID | Flags::SKIP_WORKTREE | Flags::INTENT_TO_ADD;
    let stat = &entry.stat;
    let is_plain = entry.stage() == Stage::Unconflicted && !entry.flags.intersects(unlike);
    is_plain.then_some(Compared {
        modified: (stat.mtime.secs, stat.mtime.nsecs),
        changed: (stat.ctime.secs, stat.ctime.nsecs),
        inode: stat.ino,
        size: stat.size,
    })
}

fn what(mode: Mode, file: &Path) -> Result<What> {
    match mode {
        Mode::FILE => Ok(What::File { executable: false }),
        Mode::FILE_EXECUTABLE => Ok(What::File { executable: true }),
        Mode::SYMLINK => Ok(What::Symlink),
        Mode::COMMIT => Ok(What::Submodule),
        Mode::DIR => Err(Error::input(format!("the git index {} is sparse", file.display()))
            .because("Nix cannot read such an index either")
            .hint("write it in full: git sparse-checkout reapply --no-sparse-index")),
        mode if mode.bits() & 0o170_000 == 0o100_000 => {
            Ok(What::File { executable: mode.bits() & 0o100 != 0 })
        }
        _ => Err(broken(file)),
    }
}

fn broken(file: &Path) -> Error {
    Error::input(format!("cannot read the git index {}", file.display()))
        .hint("see what git says: git status")
        .hint("make it anew from the last commit: git read-tree HEAD")
}
