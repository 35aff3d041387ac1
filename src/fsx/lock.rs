//! One nixward at a time.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::error;
use crate::error::{Error, Result};

/// As much as is read of a lock file, in bytes.
const HOLDER_LIMIT: u64 = 1024;

/// Between two looks whether a lock is free.
const PAUSE: Duration = Duration::from_millis(20);

/// An exclusive lock, held as long as the value lives, and no longer than the process.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// As [`Self::take`], waiting until whoever holds it is done, at most so long.
    pub fn wait(path: &Path, what: &str, holder: &str, limit: Duration) -> Result<Self> {
        let until = Instant::now() + limit;
        loop {
            match Self::take(path, what, holder) {
                Err(error) if error.is_held() && Instant::now() < until => thread::sleep(PAUSE),
                answer => return answer,
            }
        }
    }

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

impl Error {
    /// Whether another process holds a lock.
    fn is_held(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.is::<Held>())
    }
}

/// Another process holds a lock: its file.
#[derive(Debug)]
struct Held(String);

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is locked", self.0)
    }
}

impl std::error::Error for Held {}

fn held(file: &File, path: &Path, what: &str) -> Error {
    let mut holder = Vec::new();
    // Only words for the message: whoever holds the lock may be writing them just now.
    let _unreadable = file.take(HOLDER_LIMIT).read_to_end(&mut holder);
    let holder = String::from_utf8_lossy(&holder);
    let holder = if holder.trim().is_empty() { "another process" } else { holder.trim() };
    Error::tool(format!("{what} is held by {holder}"))
        .because(Held(path.display().to_string()))
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
