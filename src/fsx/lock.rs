//! One nixward at a time.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::error;
use crate::error::{Error, Result};

/// As much as is read of a lock file, in bytes.
const HOLDER_LIMIT: u64 = 1024;

/// An exclusive lock, held as long as the value lives, and no longer than the process.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of this file, which is made where it is missing and never removed. `what` is
    /// what is being locked, `holder` what this process is doing; both are for whom it keeps out.
    pub fn take(path: &Path, what: &str, holder: &str) -> Result<Self> {
        let failed = |source| error("lock", path, source);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(failed)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(held(&file, path, what)),
            Err(errno) => return Err(failed(errno.into())),
        }
        let text = format!("process {}: {holder}\n", std::process::id());
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(text.as_bytes()))
            .map_err(failed)?;
        Ok(Self { _file: file })
    }
}

fn held(file: &File, path: &Path, what: &str) -> Error {
    let mut holder = Vec::new();
    // Only words for the message: whoever holds the lock may be writing them just now.
    let _unreadable = file.take(HOLDER_LIMIT).read_to_end(&mut holder);
    let holder = String::from_utf8_lossy(&holder);
    let holder = if holder.trim().is_empty() { "another process" } else { holder.trim() };
    Error::tool(format!("{what} is held by {holder}"))
        .because(format!("{} is locked", path.display()))
        .hint("wait until it is done; the lock ends with its process")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_learns_who_the_first_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path, "the journal", "a test that is first").unwrap();
        let error = Lock::take(&path, "the journal", "second").unwrap_err();
        let id = std::process::id();
        let expected = format!("the journal is held by process {id}: a test that is first");
        assert_eq!(error.to_string(), expected);
        drop(first);
        Lock::take(&path, "the journal", "third").unwrap();
    }
}
