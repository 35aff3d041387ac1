//! The file system, with the path in every error.
//!
//! - [`read`], [`read_limited`], [`read_start`], [`read_link`], [`lstat`], [`list`]: reading,
//! - [`write()`], [`write_private`], [`create`], [`remove`]: writing whole files, safe against crashes,
//! - [`Batch`]: several files, all of them or none,
//! - [`Staged`]: files of any size that are complete before the first takes its place,
//! - [`Cache`]: what can be computed again, [`Watch`]: when that has to be done,
//! - [`Owned`], [`symlink`], [`mount_memory`]: what root does for others,
//! - [`PrivateDir`]: a place for plaintext, [`Lock`]: one process at a time,
//! - errors are the user's (`Kind::Input`) where the path is wrong, and the machine's
//!   (`Kind::Tool`) where it is right but the operation failed.

mod batch;
mod cache;
mod host;
mod lock;
mod private;
mod staged;
mod watch;
mod write;

pub use batch::{Batch, Written};
pub use cache::Cache;
pub use host::{
    Account, Owned, account, create_private, folders, give_folder, mount_memory, no_account,
    own_account, remove_empty_folder, remove_folder, symlink,
};
pub use lock::Lock;
pub use private::PrivateDir;
pub use staged::{Staged, is_staged, sweep, sync_folders};
pub use watch::Watch;
pub use write::{create, create_folder, remove, rename, write, write_executable, write_private};

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};

/// As much as is read of any one file, in bytes: a flake's files are text, and a wrong path such
/// as a disk image must not fill the memory.
pub const READ_LIMIT: u64 = 256 << 20;

/// Bytes that most starts of files fit into, for which room is made in advance.
const START: usize = 4 << 10;

/// The error for an operation on a path; `action` is a verb such as `read`.
pub fn error(action: &str, path: &Path, source: io::Error) -> Error {
    let kind = match source.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::InvalidFilename => Kind::Input,
        _ => Kind::Tool,
    };
    Error::new(kind, format!("cannot {action} {}", path.display())).because(source)
}

/// A file's content, at most [`READ_LIMIT`].
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_limited(path, READ_LIMIT)
}

/// A file's content; more than `limit` bytes is an error, not a cut.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let mut file = fs::File::open(path).map_err(|source| error("read", path, source))?;
    let size = file.metadata().map_err(|source| error("read", path, source))?.len();
    let mut content = Vec::with_capacity(usize::try_from(size.min(limit)).unwrap_or(0));
    // One byte more than allowed tells a file that grew meanwhile, and /proc files of size 0.
    (&mut file)
        .take(limit.saturating_add(1))
        .read_to_end(&mut content)
        .map_err(|source| error("read", path, source))?;
    if content.len() as u64 > limit {
        let message = format!("{} is larger than {limit} bytes", path.display());
        return Err(Error::input(message));
    }
    Ok(content)
}

/// The first bytes of a file, at most so many.
pub fn read_start(path: &Path, bytes: usize) -> Result<Vec<u8>> {
    let file = fs::File::open(path).map_err(|source| error("read", path, source))?;
    let mut content = Vec::with_capacity(bytes.min(START));
    file.take(u64::try_from(bytes).unwrap_or(u64::MAX))
        .read_to_end(&mut content)
        .map_err(|source| error("read", path, source))?;
    Ok(content)
}

/// A file's content, which must be UTF-8; at most [`READ_LIMIT`].
pub fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).map_err(|error| {
        Error::input(format!("{} is not UTF-8 text", path.display())).because(error.utf8_error())
    })
}

/// What stands at a path itself (a symlink is not followed); none where nothing does.
pub fn lstat(path: &Path) -> Result<Option<fs::Metadata>> {
    found(path, fs::symlink_metadata(path))
}

/// What stands at a path, symlinks followed; none where nothing does.
pub fn stat(path: &Path) -> Result<Option<fs::Metadata>> {
    found(path, fs::metadata(path))
}

fn found(path: &Path, answer: io::Result<fs::Metadata>) -> Result<Option<fs::Metadata>> {
    match answer {
        Ok(metadata) => Ok(Some(metadata)),
        Err(source)
            if matches!(source.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Ok(None)
        }
        Err(source) => Err(error("look at", path, source)),
    }
}

/// The target of a symlink, as written.
pub fn read_link(path: &Path) -> Result<PathBuf> {
    fs::read_link(path).map_err(|source| error("read the symlink", path, source))
}

/// The entries of a folder, in no order.
pub fn list(path: &Path) -> Result<Vec<fs::DirEntry>> {
    let wrap = |source| error("list", path, source);
    fs::read_dir(path).map_err(wrap)?.map(|entry| entry.map_err(wrap)).collect()
}

/// As [`canonical`], for a path that need not be there: what is missing lies in the nearest folder
/// that is there.
pub fn real(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path).map_err(|source| error("find", path, source))?;
    for folder in path.ancestors() {
        if stat(folder)?.is_some() {
            // Part by part: joining nothing at all would add a slash.
            let missing = path.strip_prefix(folder).into_iter().flatten();
            return Ok(missing.fold(canonical(folder)?, |path, part| path.join(part)));
        }
    }
    Ok(path)
}

/// The path without symlinks, `.` and `..`.
pub fn canonical(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(|source| error("find", path, source))
}
