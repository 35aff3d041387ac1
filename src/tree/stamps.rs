//! Files whose content need not be read again: the disk says of them what it said in an earlier run.
//!
//! As git does with its index, a file counts as unchanged while its device, inode, size, and both of
//! its times are. A change of content always sets the time of the inode, which no program can set
//! back; only two changes within one tick of the clock look alike. So a file that was changed just
//! before it was read is not remembered.
//! Source: git's `Documentation/technical/racy-git.adoc`.

use std::collections::HashMap;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::git::Compared;
use super::{ContentId, RelPath};
use crate::fsx::Cache;

/// Seconds after a change in which another one may look like it, on the coarsest of file systems.
const TICK: i64 = 2;

/// Beyond so many files only those of the run that adds some are kept: others may be long gone.
const MOST: usize = 100_000;

/// What the disk says of a file without its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    /// Seconds and nanoseconds.
    modified: (i64, i64),
    /// Of the inode: content, name, mode or times were changed.
    changed: (i64, i64),
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// What git's index keeps of it.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "so does git")]
    pub(super) fn shortened(&self) -> Compared {
        let time = |(seconds, nanos): (i64, i64)| (seconds as u32, nanos as u32);
        Compared {
            modified: time(self.modified),
            changed: time(self.changed),
            inode: self.inode as u32,
            size: self.size as u32,
        }
    }

    /// Whether a change from now on would show.
    fn is_settled(&self, now: i64) -> bool {
        self.changed.0.max(self.modified.0).saturating_add(TICK) < now
    }
}

/// Stamps of the files of one source root, each with the content that it stands for.
#[derive(Default)]
pub struct Stamps {
    place: Option<(Cache, Vec<u8>)>,
    known: HashMap<String, Entry>,
    added: Mutex<HashMap<String, Entry>>,
    /// When this run began, in seconds of the system's clock.
    began: i64,
}

type Entry = (Stamp, Vec<u8>);

impl Stamps {
    /// What a cache has for the files below a root; without a cache nothing is known or kept.
    pub fn of(cache: Option<Cache>, root: &Path) -> Self {
        let Some(cache) = cache else { return Self::default() };
        let key = root.as_os_str().as_encoded_bytes().to_vec();
        let known = cache.read(&key).and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self {
            place: Some((cache, key)),
            known: known.unwrap_or_default(),
            added: Mutex::default(),
            began: i64::try_from(began).unwrap_or(0),
        }
    }

    /// The content of a file with this stamp.
    pub fn content(&self, path: &RelPath, stamp: &Stamp) -> Option<ContentId> {
        let (then, id) = self.known.get(path.as_str())?;
        (then == stamp).then(|| id.as_slice().try_into().ok().map(ContentId::from_bytes))?
    }

    /// Adds what was read of a file after its stamp was taken.
    pub fn add(&self, path: &RelPath, stamp: Stamp, id: &ContentId) {
        if self.place.is_some() && stamp.is_settled(self.began) {
            let entry = (stamp, id.as_bytes().to_vec());
            self.added
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(path.to_string(), entry);
        }
    }

    /// Writes what was added. That it could not be written harms nothing.
    pub fn save(&self) {
        let added = std::mem::take(&mut *self.added.lock().unwrap_or_else(PoisonError::into_inner));
        let Some((cache, key)) = self.place.as_ref().filter(|_| !added.is_empty()) else { return };
        let known = self.known.iter().filter(|_| self.known.len() + added.len() <= MOST);
        let mut all: HashMap<&str, &Entry> =
            known.map(|(path, entry)| (path.as_str(), entry)).collect();
        all.extend(added.iter().map(|(path, entry)| (path.as_str(), entry)));
        let written = postcard::to_stdvec(&all).map(|bytes| cache.write(key, &bytes));
        if !matches!(written, Ok(Ok(()))) {
            tracing::debug!("stamps are not kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fsx::PrivateDir;

    fn stamp(second: i64) -> Stamp {
        Stamp { device: 1, inode: 2, size: 3, modified: (second, 0), changed: (second, 5) }
    }

    #[test]
    fn what_was_changed_within_a_tick_is_not_remembered() {
        let folder = PrivateDir::new().unwrap();
        let cache = || Cache::open(folder.path(), "stamps", "tests");
        let (root, path, id) =
            (Path::new("/r"), RelPath::new("a.nix").unwrap(), ContentId::of(b"a"));
        let stamps = Stamps::of(cache(), root);
        let old = stamp(stamps.began - TICK - 1);
        stamps.add(&path, old, &id);
        stamps.add(&RelPath::new("b.nix").unwrap(), stamp(stamps.began - TICK), &id);
        stamps.add(&RelPath::new("c.nix").unwrap(), stamp(i64::MAX), &id);
        assert_eq!(stamps.content(&path, &old), None, "of this run");
        stamps.save();
        let next = Stamps::of(cache(), root);
        assert_eq!(next.known.len(), 1);
        assert_eq!(next.content(&path, &old), Some(id));
        for other in [
            Stamp { inode: 9, ..old },
            Stamp { size: 9, ..old },
            Stamp { device: 9, ..old },
            Stamp { modified: (old.modified.0, 1), ..old },
            Stamp { changed: (old.changed.0, 6), ..old },
        ] {
            assert_eq!(next.content(&path, &other), None, "{other:?}");
        }
    }
}
