//! A folder for what can be computed again: it may be lost, full, damaged or somebody else's at any
//! time, and then costs time and nothing else.
//!
//! An entry is 32 bytes of SHA-256 over who made it, its key and its content, then the content. What
//! another version wrote, what was cut short and what was changed is therefore not read. Entries are
//! replaced whole, and not synced: what a crash leaves of one is told by its hash.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, Metadata, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use data_encoding::HEXLOWER;
use rustix::fs::OFlags;
use rustix::process::geteuid;
use sha2::{Digest, Sha256};
use tempfile::Builder;

use super::{error, list, lstat};
use crate::error::Result;

/// As much as is kept of one kind of entries, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// A larger entry is not read, and none is written.
const MOST_OF_ENTRY: u64 = 64 << 20;

/// The length of the hash that an entry begins with.
const SEAL: usize = 32;

/// How the name of an entry begins, and that of one which is being written.
const ENTRY: &str = "entry-";
const UNFINISHED: &str = ".nixward-";

/// After so long nobody is writing it any more.
const ABANDONED: Duration = Duration::from_secs(3600);

/// A folder of entries of one kind, which only this user can write.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    maker: &'static str,
}

impl Cache {
    /// The folder `kind` of this user's cache: in `NIXWARD_CACHE_DIR`, else in `nixward` of
    /// `XDG_CACHE_HOME` or `~/.cache`. `maker` names whoever writes the entries and changes whenever
    /// what they would write does. None where there is no such place.
    pub fn of_user(kind: &str, maker: &'static str) -> Option<Self> {
        Self::open(&place(|name| std::env::var_os(name))?, kind, maker)
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder `kind` in this one.
    pub fn open(root: &Path, kind: &str, maker: &'static str) -> Option<Self> {
        let folder = root.join(kind);
        if let Err(source) = DirBuilder::new().recursive(true).mode(0o700).create(&folder) {
            tracing::debug!(folder = %folder.display(), %source, "no cache");
            return None;
        }
        let metadata = lstat(&folder).ok()??;
        if !metadata.is_dir() || !is_ours_alone(&metadata) {
            tracing::debug!(folder = %folder.display(), "no cache: others can write there");
            return None;
        }
        Some(Self { folder, maker })
    }

    /// The content of an entry; none where there is none, or none to be trusted.
    pub fn read(&self, key: &[u8]) -> Option<Vec<u8>> {
        let mut entry = read_own(&self.path(key))?;
        let (seal, content) = entry.split_at_checked(SEAL)?;
        if seal != self.seal(key, content) {
            tracing::debug!(folder = %self.folder.display(), "damaged, or of another version");
            return None;
        }
        entry.drain(..SEAL);
        Some(entry)
    }

    /// Makes or replaces an entry, and makes room for it.
    pub fn write(&self, key: &[u8], content: &[u8]) -> Result<()> {
        let path = self.path(key);
        let failed = |source| error("write", &path, source);
        if content.len() as u64 > MOST_OF_ENTRY - SEAL as u64 {
            return Ok(());
        }
        let mut temporary = Builder::new()
            .prefix(UNFINISHED)
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(&self.folder)
            .map_err(failed)?;
        let seal = self.seal(key, content);
        temporary.write_all(&seal).and_then(|()| temporary.write_all(content)).map_err(failed)?;
        temporary.persist(&path).map_err(|failure| failed(failure.error))?;
        self.prune(MOST_BYTES);
        Ok(())
    }

    fn path(&self, key: &[u8]) -> PathBuf {
        let hash = HEXLOWER.encode(&Sha256::digest(key));
        self.folder.join(format!("{ENTRY}{hash}"))
    }

    fn seal(&self, key: &[u8], content: &[u8]) -> [u8; SEAL] {
        let mut hash = Sha256::new();
        for part in [self.maker.as_bytes(), key] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.update(content);
        hash.finalize().into()
    }

    /// Removes what is unfinished for long, and the entries that were written longest ago until the
    /// rest takes no more than `most` bytes. What is not ours is left alone.
    fn prune(&self, most: u64) {
        let Ok(found) = list(&self.folder) else {
            return;
        };
        let mut entries = Vec::new();
        for found in found {
            let name = found.file_name();
            let name = name.to_str().unwrap_or_default();
            let Some(metadata) = found.metadata().ok().filter(Metadata::is_file) else {
                continue;
            };
            let Ok(written) = metadata.modified() else {
                continue;
            };
            if name.starts_with(ENTRY) {
                entries.push((written, metadata.len(), found.path()));
            } else if name.starts_with(UNFINISHED)
                && written.elapsed().is_ok_and(|age| age > ABANDONED)
            {
                let _gone_already = fs::remove_file(found.path());
            }
        }
        entries.sort();
        let mut size: u64 = entries.iter().map(|(_, size, _)| size).sum();
        for (_, bytes, path) in entries {
            if size <= most {
                break;
            }
            let _gone_already = fs::remove_file(path);
            size -= bytes;
        }
    }
}

/// Where this user's cache lies. A relative `XDG_CACHE_HOME` counts for nothing (XDG Base Directory
/// Specification 0.8).
fn place(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    path("NIXWARD_CACHE_DIR").or_else(|| {
        let base = path("XDG_CACHE_HOME").filter(|path| path.is_absolute());
        Some(base.or_else(|| Some(path("HOME")?.join(".cache")))?.join("nixward"))
    })
}

/// Whether it belongs to this user and nobody else can change it.
fn is_ours_alone(metadata: &Metadata) -> bool {
    metadata.uid() == geteuid().as_raw() && metadata.mode() & 0o022 == 0
}

fn read_own(path: &Path) -> Option<Vec<u8>> {
    // Whoever puts a link or a pipe there must neither lead us astray nor let us wait.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    let mut options = OpenOptions::new();
    let options = options.read(true).custom_flags(i32::try_from(flags).ok()?);
    let mut file = options.open(path).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || !is_ours_alone(&metadata) || metadata.len() > MOST_OF_ENTRY {
        return None;
    }
    let mut content = Vec::with_capacity(usize::try_from(metadata.len()).ok()?);
    (&mut file).take(MOST_OF_ENTRY).read_to_end(&mut content).ok()?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::super::{read, write};
    use super::*;

    fn cache(root: &Path) -> Cache {
        Cache::open(root, "things", "a test").unwrap()
    }

    #[test]
    fn what_was_written_is_read_and_nothing_else_is() {
        let root = tempfile::tempdir().unwrap();
        let ours = cache(root.path());
        assert_eq!(ours.read(b"key"), None);
        ours.write(b"key", b"content").unwrap();
        assert_eq!(ours.read(b"key").as_deref(), Some(&b"content"[..]));
        assert_eq!(ours.read(b"other"), None);
        let newer = Cache::open(root.path(), "things", "a newer one").unwrap();
        assert_eq!(newer.read(b"key"), None);
        fs::rename(ours.path(b"key"), ours.path(b"other")).unwrap();
        assert_eq!(ours.read(b"other"), None, "an entry under the name of another");
    }

    #[test]
    fn every_cut_and_every_flip_is_told() {
        let root = tempfile::tempdir().unwrap();
        let ours = cache(root.path());
        ours.write(b"key", b"content").unwrap();
        let whole = read(&ours.path(b"key")).unwrap();
        for length in 0..whole.len() {
            write(&ours.path(b"key"), &whole[..length]).unwrap();
            assert_eq!(ours.read(b"key"), None, "cut to {length} bytes");
        }
        for bit in 0..whole.len() * 8 {
            let mut damaged = whole.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            write(&ours.path(b"key"), &damaged).unwrap();
            assert_eq!(ours.read(b"key"), None, "bit {bit} flipped");
        }
    }

    #[test]
    fn what_others_could_have_written_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        let ours = cache(root.path());
        ours.write(b"key", b"content").unwrap();
        fs::rename(ours.path(b"key"), root.path().join("moved")).unwrap();
        symlink(root.path().join("moved"), ours.path(b"key")).unwrap();
        assert_eq!(ours.read(b"key"), None, "a symlink");
        fs::remove_file(ours.path(b"key")).unwrap();
        fs::rename(root.path().join("moved"), ours.path(b"key")).unwrap();
        fs::set_permissions(ours.path(b"key"), Permissions::from_mode(0o666)).unwrap();
        assert_eq!(ours.read(b"key"), None, "a file for all");
        fs::set_permissions(ours.folder, Permissions::from_mode(0o777)).unwrap();
        assert!(Cache::open(root.path(), "things", "a test").is_none(), "a folder for all");
    }

    #[test]
    fn there_is_room_for_the_newest() {
        let root = tempfile::tempdir().unwrap();
        let ours = cache(root.path());
        write(&ours.folder.join("notes.txt"), b"not ours").unwrap();
        for key in 0u8..4 {
            ours.write(&[key], &[key; 68]).unwrap();
            let written = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(key.into());
            fs::File::open(ours.path(&[key])).unwrap().set_modified(written).unwrap();
        }
        ours.prune(200);
        let kept: Vec<u8> = (0..4).filter(|key| ours.read(&[*key]).is_some()).collect();
        assert_eq!(kept, [2, 3]);
        assert!(ours.folder.join("notes.txt").exists());
    }

    #[test]
    fn the_place_is_the_first_that_is_named() {
        let place = |set: &[(&str, &str)]| {
            let value = |name: &str| set.iter().find(|(known, _)| *known == name);
            place(|name| value(name).map(|(_, value)| (*value).into()))
        };
        let all = [("NIXWARD_CACHE_DIR", "/n"), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")];
        assert_eq!(place(&all), Some("/n".into()));
        assert_eq!(place(&all[1..]), Some("/x/nixward".into()));
        assert_eq!(place(&all[2..]), Some("/h/.cache/nixward".into()));
        assert_eq!(place(&[("XDG_CACHE_HOME", "x")]), None);
    }
}
