//! The visible files of a flake as an immutable store path, and what each of them was.

use std::collections::BTreeMap;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::aspect::{Entry, Files, content_digest};
use super::nar::Nar;
use crate::error::{Error, Result};
use crate::fsx::{self, PrivateDir};
use crate::nix::store_path::{source_path_in, sri};
use crate::nix::{Nix, Version};
use crate::tree::{EntryKind, RelPath, Tree};

/// What the store calls every source of a flake.
const NAME: &str = "source";

/// Before this version a folder whose files are all deleted was part of the source.
const EMPTIED_HIDDEN_SINCE: Version = Version(2, 20);

/// A tree as it was at one moment. What is known of its files is known of the very bytes that went
/// into the store, whatever happens to the live ones meanwhile.
pub struct Snapshot {
    entries: BTreeMap<RelPath, Entry>,
    nar_hash: String,
    store_path: PathBuf,
}

impl Snapshot {
    /// Puts the visible files into the store; copies nothing that is there already.
    pub fn take(tree: &Tree, nix: &Nix) -> Result<Self> {
        if nix.version()? < EMPTIED_HIDDEN_SINCE
            && let Some(folder) = tree.emptied_folders()?.first()
        {
            return Err(Error::input(format!(
                "this Nix sees the folder {folder}, and git does not"
            ))
            .because("only deleted files of it are tracked")
            .hint("remove the folder, or tell git of the deletion: git add -u"));
        }
        let seen = Self::read(tree, nix, None)?;
        if nix.has(&seen.store_path)? {
            return Ok(seen);
        }
        let private = PrivateDir::new()?;
        let copy = private.path().join(NAME);
        // Read once more: what is copied and what is hashed must be the same bytes.
        let seen = Self::read(tree, nix, Some(&copy))?;
        let added = nix.add_source(&copy)?;
        if added != seen.store_path {
            return Err(Error::tool("Nix put the flake's files elsewhere than their hash says")
                .because(format!("{} instead of {}", added.display(), seen.store_path.display())));
        }
        Ok(seen)
    }

    /// The hash that a snapshot would have, and where it would lie.
    pub(super) fn hash(tree: &Tree, nix: &Nix) -> Result<(String, String)> {
        let seen = Self::read(tree, nix, None)?;
        Ok((seen.nar_hash, seen.store_path.display().to_string()))
    }

    fn read(tree: &Tree, nix: &Nix, copy: Option<&Path>) -> Result<Self> {
        let mut reader = Reader { tree, copy, nar: Nar::new(), entries: BTreeMap::new() };
        reader.node(&RelPath::root(), EntryKind::Directory)?;
        let nar_hash = sri(&reader.nar.digest());
        let store = nix.store_dir();
        let path = source_path_in(&store, &nar_hash, NAME)
            .ok_or_else(|| Error::internal("a NAR hash of nixward's own is malformed"))?;
        Ok(Self { entries: reader.entries, nar_hash, store_path: path.into() })
    }

    /// The hash of its NAR, `sha256-<base64>`.
    pub fn nar_hash(&self) -> &str {
        &self.nar_hash
    }

    /// Where it lies.
    pub fn store_path(&self) -> &Path {
        &self.store_path
    }
}

/// Goes through a tree once.
struct Reader<'a> {
    tree: &'a Tree,
    copy: Option<&'a Path>,
    nar: Nar,
    entries: BTreeMap<RelPath, Entry>,
}

impl Reader<'_> {
    fn node(&mut self, path: &RelPath, kind: EntryKind) -> Result<()> {
        match kind {
            EntryKind::Directory => return self.folder(path),
            EntryKind::File { executable } => {
                let content = self.tree.read(path)?;
                self.nar.file(executable, &content);
                if let Some(copy) = self.copy {
                    copy_file(&path.under(copy), executable, &content)?;
                }
                let content = content_digest(&content);
                self.entries.insert(path.clone(), Entry::File { executable, content });
            }
            EntryKind::Symlink => {
                let target = self.tree.read_link(path)?;
                self.nar.link(&target);
                if let Some(copy) = self.copy {
                    let link = path.under(copy);
                    symlink(&target, &link)
                        .map_err(|source| fsx::error("make the symlink", &link, source))?;
                }
                self.entries.insert(path.clone(), Entry::Link(target));
            }
            EntryKind::Other => {
                return Err(Error::input(format!("Nix cannot copy {path} to the store"))
                    .because("it is neither file, folder nor symlink"));
            }
        }
        Ok(())
    }

    fn folder(&mut self, path: &RelPath) -> Result<()> {
        let list = self.tree.list(path)?;
        if let Some(copy) = self.copy {
            fsx::create_folder(&path.under(copy))?;
        }
        self.nar.begin_folder();
        for (name, kind) in &list {
            let Some(child) = path.join(name) else { continue };
            self.nar.begin_entry(name);
            self.node(&child, *kind)?;
            self.nar.end_entry();
        }
        self.nar.end_folder();
        self.entries.insert(path.clone(), Entry::Folder);
        Ok(())
    }
}

/// A file of a folder that is thrown away: nothing to sync, nothing to replace.
fn copy_file(path: &Path, executable: bool, content: &[u8]) -> Result<()> {
    let failed = |source| fsx::error("write", path, source);
    #[expect(clippy::disallowed_methods, reason = "a copy for the store, in a folder of our own")]
    std::fs::write(path, content).map_err(failed)?;
    if executable {
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(path, mode).map_err(failed)?;
    }
    Ok(())
}

impl Files for Snapshot {
    fn entry(&self, path: &RelPath) -> Result<Option<Entry>> {
        Ok(self.entries.get(path).cloned())
    }

    fn names(&self, folder: &RelPath) -> Result<Vec<(String, char)>> {
        let inside = self.entries.iter().filter(|(path, _)| path.parent().as_ref() == Some(folder));
        let name = |(path, entry): (&RelPath, &Entry)| {
            Some((path.file_name()?.to_owned(), entry.letter()))
        };
        let mut names: Vec<_> = inside.filter_map(name).collect();
        names.sort_unstable();
        Ok(names)
    }
}
