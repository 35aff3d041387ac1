//! A folder for what nobody else may see, gone when done with.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, FlockOperation, access, flock, statfs};
use rustix::process::geteuid;
use tempfile::{Builder, TempDir};

use super::error;
use crate::error::{Error, Result};
use crate::proc::{Cleanup, at_interrupt};

/// File system types that live in memory (format: `statfs(2)`).
const TMPFS: i64 = 0x0102_1994;
const RAMFS: i64 = 0x8584_58f6;

/// A folder that only this user may enter; removed with all that is in it when dropped, and when
/// a signal ends the program.
pub struct PrivateDir {
    folder: TempDir,
    in_memory: bool,
    /// Locked as long as the process lives, however it ends.
    _alive: File,
    _cleanup: Cleanup,
}

/// How the names of such folders begin, and the file by whose lock one tells whether it is in use.
const PREFIX: &str = "nixward-";
const ALIVE: &str = ".alive";

impl PrivateDir {
    /// Makes one, in memory where there is such a place.
    pub fn new() -> Result<Self> {
        Self::new_in(&places().next().unwrap_or_else(std::env::temp_dir))
    }

    /// Removes what runs left that were killed. What cannot be looked at belongs to others.
    pub fn sweep() {
        for place in places() {
            for entry in fs::read_dir(&place).into_iter().flatten().flatten() {
                let path = entry.path();
                let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
                if ours && is_dead(&path) {
                    let _gone_already = fs::remove_dir_all(path);
                }
            }
        }
    }

    fn new_in(place: &Path) -> Result<Self> {
        let (folder, cleanup) = at_interrupt(|| {
            let folder = Builder::new()
                .prefix(PREFIX)
                .permissions(fs::Permissions::from_mode(0o700))
                .tempdir_in(place)
                .map_err(|source| error("make a folder in", place, source))?;
            let doomed = folder.path().to_owned();
            Ok((folder, move || drop(fs::remove_dir_all(doomed))))
        })?;
        let in_memory = is_in_memory(folder.path());
        let mark = folder.path().join(ALIVE);
        let alive = File::create(&mark)
            .and_then(|file| {
                flock(&file, FlockOperation::NonBlockingLockExclusive)?;
                Ok(file)
            })
            .map_err(|source| error("lock", &mark, source))?;
        Ok(Self { folder, in_memory, _alive: alive, _cleanup: cleanup })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// As [`Self::is_in_memory`], for a value that is being edited.
    ///
    /// # Errors
    /// A folder on a disk.
    pub fn must_be_in_memory(&self) -> Result<()> {
        if self.in_memory {
            return Ok(());
        }
        Err(Error::tool("there is no place in memory for a value that is being edited")
            .because(format!("{} is on a disk", self.path().display()))
            .hint("point XDG_RUNTIME_DIR to a folder on tmpfs, or use --from FILE"))
    }

    /// Whether what is in it stays off the disk (swap aside).
    pub fn is_in_memory(&self) -> bool {
        self.in_memory
    }
}

/// Usable places in memory, the best first.
fn places() -> impl Iterator<Item = PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let places = runtime.into_iter().chain(["/dev/shm".into()]);
    places.filter(|place| is_usable(place) && is_in_memory(place))
}

/// Whether a folder of ours was left by a process that is no more.
fn is_dead(folder: &Path) -> bool {
    let own = fs::symlink_metadata(folder)
        .is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == geteuid().as_raw());
    // One that has no mark yet is being made just now.
    let mark = File::open(folder.join(ALIVE));
    own && mark.is_ok_and(|mark| flock(&mark, FlockOperation::NonBlockingLockExclusive).is_ok())
}

/// A folder that this user may write to, and that is this user's or made for everyone's files.
fn is_usable(place: &Path) -> bool {
    let ours_or_shared = |metadata: fs::Metadata| {
        let (mode, shared) = (metadata.mode(), 0o1002);
        metadata.is_dir() && (metadata.uid() == geteuid().as_raw() || mode & shared == shared)
    };
    fs::metadata(place).is_ok_and(ours_or_shared) && access(place, Access::WRITE_OK).is_ok()
}

fn is_in_memory(place: &Path) -> bool {
    matches!(system_of(place), Some(TMPFS | RAMFS))
}

/// Whether what lies in a folder stays in memory, and is never swapped out.
pub(super) fn is_ramfs(folder: &Path) -> bool {
    system_of(folder) == Some(RAMFS)
}

fn system_of(place: &Path) -> Option<i64> {
    #[expect(clippy::useless_conversion, reason = "the field's type differs between machines")]
    statfs(place).ok().map(|system| i64::from(system.f_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_we_may_enter_and_nothing_stays() {
        let private = PrivateDir::new().unwrap();
        let path = private.path().to_owned();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o700);
        super::super::write(&path.join("plaintext"), b"x").unwrap();
        drop(private);
        assert!(!path.exists());
    }

    #[test]
    fn what_killed_runs_leave_is_swept_and_nothing_else() {
        let alive = PrivateDir::new().unwrap();
        let left = alive.path().with_file_name("nixward-left-by-a-test");
        fs::create_dir_all(&left).unwrap();
        File::create(left.join(ALIVE)).unwrap();
        PrivateDir::sweep();
        assert!(alive.path().exists() && !left.exists());
    }

    #[test]
    fn a_place_on_disk_is_told() {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(
            PrivateDir::new_in(place.path()).unwrap().is_in_memory(),
            is_in_memory(place.path())
        );
        assert!(!is_usable(&place.path().join("missing")));
    }
}
