//! Files that are written in full beside their targets before the first of them takes its place.
//!
//! Unlike [`super::write()`] the content may be of any size, and many files can wait at once: none is
//! held open. What a killed run leaves behind is swept by the next.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use super::{Owned, error, lstat};
use crate::error::{Error, Result};
use crate::proc::{Cleanup, at_interrupt};

/// How the names of waiting files begin.
const PREFIX: &str = ".nixward-staged-";

/// A file that waits to take its place.
pub struct Staged {
    target: PathBuf,
    temporary: TempPath,
    is_new: bool,
    _cleanup: Cleanup,
}

impl Staged {
    /// Makes an empty file that is to take the place of `target`, with its mode and owner; a new one
    /// belongs to whom its folder does where root makes it. `fill` writes the content.
    pub fn fill<T>(target: &Path, fill: impl FnOnce(&mut File) -> Result<T>) -> Result<(Self, T)> {
        let failed = |source| error("write", target, source);
        let before = lstat(target)?;
        let first = if before.is_some() { 0o600 } else { 0o666 };
        let folder = target.parent().unwrap_or(Path::new("."));
        let ((mut file, temporary), cleanup) = begin(target, first)?;
        let filled = fill(&mut file)?;
        let now = file.metadata().map_err(failed)?;
        if let Some(before) = &before {
            if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
                let _not_root = fchown(&file, Some(before.uid()), Some(before.gid()));
            }
            let mode = Permissions::from_mode(before.mode() & 0o7777);
            file.set_permissions(mode).map_err(failed)?;
        } else {
            // Under sudo, what is made in a user's repository is that user's.
            let owner = fs::metadata(folder).map_err(failed)?;
            if now.uid() == 0 && owner.uid() != 0 {
                fchown(&file, Some(owner.uid()), Some(owner.gid())).map_err(failed)?;
            }
        }
        file.sync_all().map_err(failed)?;
        let target = target.to_owned();
        let is_new = before.is_none();
        Ok((Self { target, temporary, is_new, _cleanup: cleanup }, filled))
    }

    /// As [`Self::fill`], for a file that is another's, whatever is there now: nobody else reads it
    /// before it is theirs.
    pub fn fill_for<T>(
        target: &Path,
        owned: Owned,
        fill: impl FnOnce(&mut File) -> Result<T>,
    ) -> Result<(Self, T)> {
        let is_new = lstat(target)?.is_none();
        let ((mut file, temporary), cleanup) = begin(target, 0o600)?;
        let filled = fill(&mut file)?;
        owned
            .give_open(&file)
            .and_then(|()| file.sync_all())
            .map_err(|source| error("write", target, source))?;
        Ok((Self { target: target.to_owned(), temporary, is_new, _cleanup: cleanup }, filled))
    }

    /// Where it waits.
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Where it will be.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Takes its place. That this outlives a power cut needs [`sync_folders`].
    pub fn place(self) -> Result<PathBuf> {
        let placed = if self.is_new {
            self.temporary.persist_noclobber(&self.target)
        } else {
            self.temporary.persist(&self.target)
        };
        match placed {
            Ok(()) => Ok(self.target),
            Err(failed) if failed.error.kind() == std::io::ErrorKind::AlreadyExists => {
                let message =
                    format!("{} was made by another program meanwhile", self.target.display());
                Err(Error::tool(message).hint("run the command again"))
            }
            Err(failed) => Err(error("write", &self.target, failed.error)),
        }
    }
}

/// An empty file beside another, gone if a signal ends this process.
fn begin(target: &Path, mode: u32) -> Result<((File, TempPath), Cleanup)> {
    let folder = target.parent().unwrap_or(Path::new("."));
    at_interrupt(|| {
        let temporary = Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(folder)
            .map_err(|source| error("write", target, source))?;
        let doomed = temporary.path().to_owned();
        Ok((temporary.into_parts(), move || drop(fs::remove_file(doomed))))
    })
}

/// Makes the renames in the folders of these files survive a power cut.
pub fn sync_folders<'a>(files: impl IntoIterator<Item = &'a Path>) -> Result<()> {
    let folders = files.into_iter().filter_map(Path::parent);
    let folders: std::collections::BTreeSet<&Path> = folders.collect();
    for folder in folders {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|source| error("sync the folder", folder, source))?;
    }
    Ok(())
}

/// Removes what killed runs left waiting in a folder; nobody else may be at work in it. Gives how
/// many files that were.
pub fn sweep(folder: &Path) -> Result<usize> {
    let mut swept = 0;
    if super::stat(folder)?.is_none() {
        return Ok(0);
    }
    for entry in super::list(folder)? {
        if is_staged(&entry.file_name().to_string_lossy()) {
            super::remove(&entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Whether a file of this name waits to take the place of another.
pub fn is_staged(name: &str) -> bool {
    name.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn the_old_file_stays_until_the_new_one_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("file");
        super::super::write(&target, b"old").unwrap();
        fs::set_permissions(&target, Permissions::from_mode(0o640)).unwrap();
        let fill = |file: &mut File| {
            file.write_all(b"new").unwrap();
            Ok(())
        };
        let (staged, ()) = Staged::fill(&target, fill).unwrap();
        assert_eq!(super::super::read(&target).unwrap(), b"old");
        assert_eq!(super::super::read(staged.path()).unwrap(), b"new");
        staged.place().unwrap();
        assert_eq!(super::super::read(&target).unwrap(), b"new");
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o7777, 0o640);
        assert_eq!(super::super::list(folder.path()).unwrap().len(), 1);
    }

    #[test]
    fn what_is_left_waiting_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(format!("{PREFIX}x"));
        super::super::write(&left, b"").unwrap();
        super::super::write(&folder.path().join("other"), b"").unwrap();
        assert_eq!(sweep(folder.path()).unwrap(), 1);
        assert_eq!(super::super::list(folder.path()).unwrap().len(), 1);
    }
}
