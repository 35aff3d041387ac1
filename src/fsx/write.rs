//! Writing whole files so that a reader, and whoever looks after a crash, finds the old content or
//! the new one, never a part.
//!
//! A temporary file `.nixward-*` beside the target is written, synced and renamed over it, then the
//! folder is synced. A symlink as target is refused: renaming would replace the link by a file,
//! and writing through it could change a file far outside of what the user meant.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::{error, lstat};
use crate::error::{Error, Result};
use crate::proc::{Cleanup, at_interrupt};

/// The access a file gets.
#[derive(Clone, Copy)]
enum Access {
    /// As before; a new file is like any that the user makes.
    AsBefore,
    /// The owner's alone.
    Private,
    /// A program, which whoever may read it may run.
    Executable,
}

/// Replaces or makes a file. Mode and owner stay as they are.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    replace(path, content, Access::AsBefore)
}

/// Replaces or makes a file that only its owner may read.
pub fn write_private(path: &Path, content: &[u8]) -> Result<()> {
    replace(path, content, Access::Private)
}

/// Replaces or makes a file that can be run.
pub fn write_executable(path: &Path, content: &[u8]) -> Result<()> {
    replace(path, content, Access::Executable)
}

/// Makes a file; one that is there already is an error and stays as it is.
pub fn create(path: &Path, content: &[u8]) -> Result<()> {
    let Ready { temporary, cleanup: _cleanup } = prepare(path, content, None, Access::AsBefore)?;
    match temporary.persist_noclobber(path) {
        Ok(_) => sync_folder(path),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Error::input(format!("{} exists already", path.display())))
        }
        Err(failed) => Err(error("write", path, failed.error)),
    }
}

/// Removes a file; one that is not there is fine.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder(path),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(error("remove", path, source)),
    }
}

/// Gives a file another name in its folder, in the place of whatever has that name.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|source| error("rename", from, source))?;
    sync_folder(to)
}

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|source| error("make the folder", path, source))
}

fn replace(path: &Path, content: &[u8], access: Access) -> Result<()> {
    let before = lstat(path)?;
    if let Some(before) = &before {
        refuse_all_but_files(path, before)?;
    }
    let Ready { temporary, cleanup: _cleanup } = prepare(path, content, before.as_ref(), access)?;
    temporary.persist(path).map_err(|failed| error("write", path, failed.error))?;
    sync_folder(path)
}

fn refuse_all_but_files(path: &Path, before: &Metadata) -> Result<()> {
    if before.is_file() {
        return Ok(());
    }
    let refused = Error::input(format!("will not overwrite {}", path.display()));
    if !before.is_symlink() {
        return Err(refused.because("it is no regular file"));
    }
    let target = super::read_link(path)?;
    Err(refused
        .because(format!("it is a symlink to {}", target.display()))
        .hint("name the file itself, or remove the link"))
}

/// A temporary file, complete and synced; a signal that ends this process takes it away.
struct Ready {
    temporary: NamedTempFile,
    cleanup: Cleanup,
}

fn prepare(
    path: &Path,
    content: &[u8],
    before: Option<&Metadata>,
    access: Access,
) -> Result<Ready> {
    let failed = |source| error("write", path, source);
    // The mode at creation is what the user's umask leaves of it; private until complete otherwise.
    let first = match (access, before) {
        (Access::AsBefore, None) => 0o666,
        (Access::Executable, _) => 0o777,
        _ => 0o600,
    };
    let (mut temporary, cleanup) = at_interrupt(|| {
        let temporary = Builder::new()
            .prefix(".nixward-")
            .permissions(Permissions::from_mode(first))
            .tempfile_in(folder_of(path))
            .map_err(failed)?;
        let doomed = temporary.path().to_owned();
        Ok((temporary, move || drop(fs::remove_file(doomed))))
    })?;
    temporary.write_all(content).map_err(failed)?;
    if let Some(before) = before {
        keep_owner(temporary.as_file(), before);
        if matches!(access, Access::AsBefore) {
            let mode = Permissions::from_mode(before.mode() & 0o7777);
            temporary.as_file().set_permissions(mode).map_err(failed)?;
        }
    }
    temporary.as_file().sync_all().map_err(failed)?;
    Ok(Ready { temporary, cleanup })
}

/// Root that edits a user's file must not take it from them; whoever is not root cannot give files
/// away, so there failing is in order.
fn keep_owner(file: &File, before: &Metadata) {
    let same = |now: Metadata| (now.uid(), now.gid()) == (before.uid(), before.gid());
    if !file.metadata().is_ok_and(same) {
        let _not_root = fchown(file, Some(before.uid()), Some(before.gid()));
    }
}

/// Makes a rename or removal survive a power cut.
fn sync_folder(path: &Path) -> Result<()> {
    let folder = folder_of(path);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| error("sync the folder", folder, source))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::super::{list, read};
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().mode() & 0o7777
    }

    #[test]
    fn replaces_and_keeps_the_mode() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        write(&file, b"one").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o751)).unwrap();
        write(&file, b"two").unwrap();
        assert_eq!((read(&file).unwrap().as_slice(), mode(&file)), (&b"two"[..], 0o751));
        write_private(&file, b"three").unwrap();
        assert_eq!(mode(&file), 0o600);
        assert_eq!(list(folder.path()).unwrap().len(), 1, "nothing else is left");
    }

    #[test]
    fn a_new_file_is_like_any_other_of_the_user() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
        write(&ours, b"").unwrap();
        File::create(&theirs).unwrap();
        assert_eq!(mode(&ours), mode(&theirs));
        write_private(&folder.path().join("private"), b"").unwrap();
        assert_eq!(mode(&folder.path().join("private")), 0o600);
    }

    #[test]
    fn refuses_links_and_folders() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        write(&file, b"one").unwrap();
        symlink("file", &link).unwrap();
        let error = write(&link, b"two").unwrap_err();
        assert!(error.to_string().starts_with("will not overwrite "), "{error}");
        assert_eq!(error.causes().next().unwrap().to_string(), "it is a symlink to file");
        assert!(write(folder.path(), b"").is_err());
        assert_eq!(read(&file).unwrap(), b"one");
    }

    #[test]
    fn creates_only_what_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        create(&file, b"one").unwrap();
        let error = create(&file, b"two").unwrap_err();
        assert!(error.to_string().ends_with("file exists already"), "{error}");
        assert_eq!(read(&file).unwrap(), b"one");
        remove(&file).unwrap();
        remove(&file).unwrap();
        assert!(list(folder.path()).unwrap().is_empty());
    }

    #[test]
    fn a_failed_rename_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        let ready = prepare(&target, b"content", None, Access::AsBefore).unwrap().temporary;
        // A folder appears at the target after it was looked at.
        fs::create_dir(&target).unwrap();
        assert!(ready.persist(&target).is_err());
        assert_eq!(list(folder.path()).unwrap().len(), 1);
    }

    #[test]
    fn errors_name_the_path() {
        let error = write("/nowhere/file".as_ref(), b"").unwrap_err();
        assert_eq!(error.to_string(), "cannot write /nowhere/file");
        assert_eq!(error.kind, crate::error::Kind::Input);
    }
}
