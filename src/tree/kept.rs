//! What was made of contents in earlier runs.
//!
//! One entry of the cache holds what is known of one source root, so that a run reads one file, and
//! changes cost one write. It is a row of records, those that were used last first: the content's id,
//! the length of what follows (4 bytes, little-endian), and that.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ContentId;
use crate::fsx::Cache;

/// Of records that this run had no use for (another branch, what was staged) as many bytes are kept
/// as the others take, and at least this many.
const SPARE: usize = 1 << 20;

/// As many bytes are added in one run.
const MOST_ADDED: usize = 48 << 20;

/// All is written anew where at least this part of it is: less is made again sooner than written.
const WORTH_WRITING: usize = 64;

/// What stands before each record: the id and the length.
const HEAD: usize = ContentId::BYTES + 4;

/// What was made of contents, as bytes that whoever made them can read.
#[derive(Default)]
pub struct Kept {
    place: Option<(Cache, Vec<u8>)>,
    read: Vec<u8>,
    /// Where in `read`.
    known: HashMap<ContentId, Range<usize>>,
    this_run: Mutex<ThisRun>,
}

#[derive(Default)]
struct ThisRun {
    used: HashSet<ContentId>,
    made: HashMap<ContentId, Vec<u8>>,
    /// Bytes of all that was made.
    bytes: usize,
}

impl Kept {
    /// What a cache has for the files below a root; without a cache nothing is known or kept.
    pub fn of(cache: Option<Cache>, root: &Path) -> Self {
        let Some(cache) = cache else {
            return Self::default();
        };
        let key = root.as_os_str().as_encoded_bytes().to_vec();
        let read = cache.read(&key).unwrap_or_default();
        let known = records(&read).collect();
        Self { place: Some((cache, key)), read, known, this_run: Mutex::default() }
    }

    /// Whether it is worth while to ask and to add.
    pub fn is_used(&self) -> bool {
        self.place.is_some()
    }

    /// What was made of a content.
    pub fn get(&self, id: &ContentId) -> Option<&[u8]> {
        let bytes = self.read.get(self.known.get(id)?.clone())?;
        self.this_run().used.insert(*id);
        Some(bytes)
    }

    /// Adds what was made of a content.
    pub fn add(&self, id: ContentId, made: Vec<u8>) {
        if !self.is_used() {
            return;
        }
        let mut this_run = self.this_run();
        if this_run.bytes + made.len() <= MOST_ADDED {
            this_run.bytes += made.len();
            this_run.made.insert(id, made);
        }
    }

    /// Writes what was added, where that is worth it. That it could not be written harms nothing.
    pub fn save(&self) {
        let this_run = std::mem::take(&mut *self.this_run());
        let added = this_run.bytes + this_run.made.len() * HEAD;
        let is_worth_it = added.saturating_mul(WORTH_WRITING) >= self.read.len();
        let is_wanted = !this_run.made.is_empty() && is_worth_it;
        let Some((cache, key)) = self.place.as_ref().filter(|_| is_wanted) else {
            return;
        };
        if let Err(error) = cache.write(key, &self.content(&this_run)) {
            tracing::debug!(%error, "not kept");
        }
    }

    fn content(&self, this_run: &ThisRun) -> Vec<u8> {
        let added: usize = this_run.made.values().map(|made| made.len() + HEAD).sum();
        let mut content = Vec::with_capacity(self.read.len() + added);
        for (id, made) in &this_run.made {
            append(&mut content, id, made);
        }
        let old = || records(&self.read).filter(|(id, _)| !this_run.made.contains_key(id));
        let is_used = |id: &ContentId| this_run.used.contains(id);
        for (id, range) in old().filter(|(id, _)| is_used(id)) {
            append(&mut content, &id, self.read.get(range).unwrap_or_default());
        }
        let most = content.len() + content.len().max(SPARE);
        for (id, range) in old().filter(|(id, _)| !is_used(id)) {
            if content.len() + range.len() < most {
                append(&mut content, &id, self.read.get(range).unwrap_or_default());
            }
        }
        content
    }

    fn this_run(&self) -> MutexGuard<'_, ThisRun> {
        self.this_run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn append(content: &mut Vec<u8>, id: &ContentId, made: &[u8]) {
    let Ok(length) = u32::try_from(made.len()) else {
        return;
    };
    content.extend_from_slice(id.as_bytes());
    content.extend_from_slice(&length.to_le_bytes());
    content.extend_from_slice(made);
}

/// Each record, as far as the content makes sense.
fn records(content: &[u8]) -> impl Iterator<Item = (ContentId, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = content.get(at..)?;
        let (id, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        rest.get(..length)?;
        let start = content.len() - rest.len();
        at = start + length;
        Some((ContentId::from_bytes(*id), start..at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fsx::PrivateDir;

    fn kept(root: &Path) -> Kept {
        Kept::of(Cache::open(root, "things", "a test"), Path::new("/flake"))
    }

    #[test]
    fn little_is_not_worth_writing_all_anew() {
        let root = PrivateDir::new().unwrap();
        let (large, small) = (ContentId::of(b"large"), ContentId::of(b"small"));
        let first = kept(root.path());
        first.add(large, vec![7; 100 * WORTH_WRITING]);
        first.save();
        let second = kept(root.path());
        second.add(small, vec![7; 10]);
        second.save();
        assert_eq!(kept(root.path()).get(&small), None);
        let third = kept(root.path());
        third.add(small, vec![7; 200]);
        third.save();
        assert!(kept(root.path()).get(&small).is_some() && kept(root.path()).get(&large).is_some());
    }

    #[test]
    fn what_was_added_is_known_in_the_next_run() {
        let root = PrivateDir::new().unwrap();
        let (one, two) = (ContentId::of(b"one"), ContentId::of(b"two"));
        let first = kept(root.path());
        first.add(one, b"1".to_vec());
        first.save();
        let second = kept(root.path());
        assert_eq!((second.get(&one), second.get(&two)), (Some(&b"1"[..]), None));
        second.add(two, Vec::new());
        second.save();
        let third = kept(root.path());
        assert_eq!((third.get(&one), third.get(&two)), (Some(&b"1"[..]), Some(&b""[..])));
        let elsewhere = Kept::of(Cache::open(root.path(), "things", "a test"), Path::new("/other"));
        assert_eq!(elsewhere.get(&one), None);
    }

    #[test]
    fn what_is_not_used_goes_first() {
        let root = PrivateDir::new().unwrap();
        let id = |number: u8| ContentId::of(&[number]);
        let first = kept(root.path());
        (0..4).for_each(|number| first.add(id(number), vec![number; 400 << 10]));
        first.save();
        let second = kept(root.path());
        assert!(second.get(&id(3)).is_some());
        second.add(id(4), vec![4; 30 << 10]);
        second.save();
        let third = kept(root.path());
        let known = (0..5).filter(|number| third.get(&id(*number)).is_some()).count();
        assert!(third.get(&id(3)).is_some() && third.get(&id(4)).is_some());
        assert_eq!(known, 4, "what was used, and as much again as is spared");
    }

    #[test]
    fn a_content_of_nonsense_ends_where_it_makes_none() {
        let mut content = Vec::new();
        append(&mut content, &ContentId::of(b"x"), b"made");
        for length in 0..content.len() {
            assert_eq!(records(&content[..length]).count(), 0);
        }
        content.extend_from_slice(&[0xff; 99]);
        assert_eq!(records(&content).count(), 1);
    }
}
