//! Where secrets lie, and one change at a time.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::cipher::{Ready, open};
use super::journal::{self, Recovered};
use crate::agefile::HEAD;
use crate::agefile::header::{self, NoHeader};
use crate::error::{Error, Result};
use crate::fsx::{self, Lock};
use crate::model::secrets::Sealed;
use crate::tree;

/// A hash of a file's bytes: SHA-256.
pub type Digest = [u8; 32];

/// How long a change waits for another one to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// The secrets of one source root.
pub struct Store {
    root: PathBuf,
    state: PathBuf,
    /// Folders without symlinks, by their names: many secrets lie in few.
    folders: Mutex<HashMap<PathBuf, PathBuf>>,
}

/// A change that is under way: nobody else changes secrets of this root meanwhile.
pub struct Change<'a> {
    store: &'a Store,
    _lock: Lock,
    /// What an earlier run had left undone.
    pub recovered: Recovered,
}

/// A file that is about to be replaced.
pub(super) struct Replacement {
    pub(super) ready: Ready,
    /// The hash that the file must still have; none where there must be none.
    pub(super) before: Option<Digest>,
}

/// A file was changed by another program while a change was being prepared.
#[derive(Debug)]
pub struct Conflict(pub PathBuf);

impl Store {
    /// The secrets below a folder.
    pub fn new(root: &Path) -> Result<Self> {
        let root = fsx::canonical(root)?;
        let state = tree::state_folder(&root)?;
        Ok(Self { root, state, folders: Mutex::default() })
    }

    /// The root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a secret is: behind every symlink, and inside of the root.
    pub fn path(&self, file: &str) -> Result<PathBuf> {
        let path = self.real(&self.root.join(file))?;
        if path.starts_with(&self.root) {
            return Ok(path);
        }
        Err(Error::input(format!("{file} leads out of {}", self.root.display()))
            .because(format!("it is {}", path.display()))
            .hint("change it where it lies"))
    }

    fn real(&self, path: &Path) -> Result<PathBuf> {
        let is_link = fsx::lstat(path)?.is_some_and(|found| found.is_symlink());
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return fsx::real(path);
        };
        if is_link {
            return fsx::real(path);
        }
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(real) = folders.get(folder) {
            return Ok(real.join(name));
        }
        let real = fsx::real(folder)?;
        folders.insert(folder.to_owned(), real.clone());
        Ok(real.join(name))
    }

    /// Whether a killed run has left something undone.
    pub fn has_journal(&self) -> Result<bool> {
        Ok(fsx::lstat(&journal::file(&self.state))?.is_some())
    }

    /// Keeps other rotations out for as long as the value lives.
    pub fn rotating(&self) -> Result<Lock> {
        fsx::create_folder(&self.state)?;
        let file = self.state.join("rotation.lock");
        Lock::wait(&file, "the rotation of secrets", "rotate", PATIENCE)
    }

    /// Begins a change: waits for others to end, finishes what a killed run had begun, and removes
    /// what it left in `folders`. `what` is what this process is doing, for whom it keeps out.
    pub fn begin<'f>(
        &self,
        what: &str,
        folders: impl IntoIterator<Item = &'f Path>,
    ) -> Result<Change<'_>> {
        fsx::create_folder(&self.state)?;
        let file = self.state.join("secrets.lock");
        let lock = Lock::wait(&file, "the change of secrets", what, PATIENCE)?;
        let mut recovered = journal::recover(&self.root, &self.state)?;
        for folder in folders {
            recovered.swept += fsx::sweep(folder)?;
        }
        Ok(Change { store: self, _lock: lock, recovered })
    }
}

impl Change<'_> {
    /// Puts files in their places. Either none is replaced, or all are, if need be by the next run.
    ///
    /// # Errors
    /// The first file that another program has changed meanwhile (nothing was written then), inside
    /// of the `Ok`; or what the machine says.
    pub(super) fn commit(
        self,
        replacements: Vec<Replacement>,
    ) -> Result<std::result::Result<Vec<PathBuf>, Conflict>> {
        for replacement in &replacements {
            let target = replacement.ready.staged.target();
            if current(target)? != replacement.before {
                return Ok(Err(Conflict(target.to_owned())));
            }
        }
        let journal = replacements.len() > 1;
        if journal {
            journal::write(&self.store.root, &self.store.state, &replacements)?;
        }
        let mut placed = Vec::new();
        for replacement in replacements {
            placed.push(replacement.ready.staged.place()?);
        }
        fsx::sync_folders(placed.iter().map(PathBuf::as_path))?;
        if journal {
            journal::remove(&self.store.state)?;
        }
        Ok(Ok(placed))
    }
}

/// The hash of a file that may not be there.
pub(super) fn current(path: &Path) -> Result<Option<Digest>> {
    match File::open(path) {
        Ok(file) => hash(file, path).map(Some),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(fsx::error("read", path, error)),
    }
}

fn is_missing(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// The hash of a file.
pub(super) fn digest(path: &Path) -> Result<Digest> {
    hash(open(path)?, path)
}

fn hash(mut file: File, path: &Path) -> Result<Digest> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hash.finalize().into()),
            Ok(read) => hash.update(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(fsx::error("read", path, error)),
        }
    }
}

/// The hash of bytes.
pub(super) fn digest_of(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// What a file's header says; none where there is no file.
pub fn look(path: &Path) -> Result<Option<std::result::Result<Sealed, NoHeader>>> {
    match fsx::read_start(path, HEAD) {
        Ok(start) => Ok(Some(header::read(&start, start.len() < HEAD))),
        Err(_) if fsx::stat(path)?.is_none() => Ok(None),
        Err(error) => Err(error),
    }
}
