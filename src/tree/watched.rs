//! Where on disk the changes of a tree show.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::git::Repo;
use super::{RelPath, Seen, Tree};
use crate::error::{Error, Result};

/// Endings of files that a flake may be waiting for while git does not know them yet.
const AWAITED: &[&str] = &["age", "lock", "nix"];

/// The places that a tree is seen from.
pub struct Watched {
    root: PathBuf,
    /// Whether git says which files are seen.
    by_git: bool,
    files: BTreeSet<RelPath>,
    folders: BTreeSet<RelPath>,
    /// What git keeps of which files there are.
    state: BTreeSet<PathBuf>,
    /// The folders of git itself.
    git_dirs: BTreeSet<PathBuf>,
}

impl Tree {
    /// Where the work trees of submodules lie, if they are seen.
    pub(super) fn mounts(&self) -> Vec<RelPath> {
        self.0.mounts()
    }
}

impl Watched {
    /// Of a tree on disk.
    ///
    /// # Errors
    /// A tree that is not on disk, or cannot change there.
    pub fn of(tree: &Tree) -> Result<Self> {
        let (seen, root) = (tree.seen(), tree.root_dir());
        let (by_git, root) = match (&seen, root) {
            (Seen::WorkTree, Some(root)) => (true, root.to_path_buf()),
            (Seen::Folder, Some(root)) => (false, root.to_path_buf()),
            _ => return Err(Error::usage(format!("this does not change by itself: {seen}"))),
        };
        let files: BTreeSet<RelPath> = tree.files()?.into_iter().collect();
        let above = |file: &RelPath| std::iter::successors(file.parent(), RelPath::parent);
        let folders: BTreeSet<RelPath> = files.iter().flat_map(above).collect();
        let mut watched = Self {
            root: root.clone(),
            by_git,
            files,
            folders,
            state: BTreeSet::new(),
            git_dirs: BTreeSet::new(),
        };
        if by_git {
            for top in tree.mounts().iter().map(|place| place.under(&root)).chain([root.clone()]) {
                let git_dir = Repo::open(&top)?.git_dir;
                watched.state.extend(["index", "HEAD"].map(|name| git_dir.join(name)));
                watched.git_dirs.insert(git_dir);
            }
        }
        Ok(watched)
    }

    /// The folders to watch.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        let seen = self.folders.iter().map(|folder| folder.under(&self.root));
        seen.chain([self.root.clone()]).chain(self.git_dirs.iter().cloned()).collect()
    }

    /// Whether something that happened to this path may change what the tree shows.
    pub fn concerns(&self, path: &Path) -> bool {
        if self.git_dirs.iter().any(|git_dir| path.starts_with(git_dir)) {
            return self.is_state(path);
        }
        let Some(path) = self.inside(path) else { return false };
        if self.files.contains(&path) || self.folders.contains(&path) {
            return true;
        }
        let is_awaited = || path.extension().is_some_and(|ending| AWAITED.contains(&ending));
        !path.file_name().is_none_or(is_leftover) && (!self.by_git || is_awaited())
    }

    /// Whether this is what git keeps, and no file of the tree.
    pub fn is_state(&self, path: &Path) -> bool {
        self.state.contains(path)
    }

    /// Whether both show the same files, whatever they say.
    pub fn has_same_files(&self, other: &Self) -> bool {
        self.files == other.files
    }

    /// A path as the tree names it.
    pub fn inside(&self, path: &Path) -> Option<RelPath> {
        RelPath::new(path.strip_prefix(&self.root).ok()?.to_str()?)
    }
}

/// Whether a name is one that editors and other programs give to what they need for a moment.
fn is_leftover(name: &str) -> bool {
    name.starts_with(['.', '#'])
        || name.ends_with('~')
        || name.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fsx::{PrivateDir, create_folder, write};

    #[test]
    fn leftovers_of_editors_are_nothing() {
        let folder = PrivateDir::new().unwrap();
        create_folder(&folder.path().join("inner")).unwrap();
        write(&folder.path().join("inner/.hidden.nix"), b"").unwrap();
        let watched = Watched::of(&Tree::folder(folder.path()).unwrap()).unwrap();
        let concerns = |name: &str| watched.concerns(&folder.path().join(name));
        for name in ["a.nix", "new", "inner", "inner/x", "inner/.hidden.nix"] {
            assert!(concerns(name), "{name}");
        }
        for name in [".a.nix.swp", "a.nix~", "4913", "#a.nix#", ".#a.nix", "inner/.x"] {
            assert!(!concerns(name), "{name}");
        }
        assert!(!watched.concerns(Path::new("/elsewhere/a.nix")));
    }
}
