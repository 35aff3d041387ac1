//! One view of files as the flake sees them.
//!
//! What Nix evaluates is not the folder on disk: in a git repository it is what the index names,
//! with the content that lies on disk; by revision it is what the commit holds; without git it is
//! the whole folder. Everything that reads the user's files goes through a [`Tree`], so that
//! nixward and Nix see the same ones.
//!
//! - [`discover`] finds the flake and its source root the way Nix does,
//! - `git::worktree`: the index's names and the disk's content, submodules where wanted,
//! - `git::snapshot`: what is staged, for hooks, or what a commit holds,
//! - `folder`: no git, or a store path,
//! - `overlay`: another tree with some files replaced,
//! - `embedded`: files that are part of the program;
//! - `changes`: what differs from a commit, `watched`: where changes show on disk,
//! - `content` names what files hold, `kept` is what was once made of it.

mod changes;
mod content;
mod discover;
mod disk;
mod embedded;
mod folder;
mod git;
mod hidden;
mod kept;
mod names;
mod overlay;
mod path;
mod repository;
mod resolve;
mod stamps;
mod submodules;
mod watched;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use changes::Changes;
pub use content::ContentId;
pub use discover::{Options, Source, around, discover, flake_above, git_top};
pub use git::{Commits, GitState, History, HooksFolder, Past, Version};
pub use hidden::Hidden;
pub use kept::Kept;
pub use overlay::Change;
pub use path::RelPath;
pub use repository::{origins, set_merge_driver};
pub use resolve::Resolved;
pub use stamps::{Stamp, Stamps};
pub use watched::Watched;

use crate::error::{Error, Result};
use crate::fsx;

/// What stands at a path, the last part not followed where it is a symlink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A regular file.
    File {
        /// Whether its owner may execute it.
        executable: bool,
    },
    /// A folder. A submodule that is not included is an empty one, where Nix shows it at all.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A socket, a pipe or a device: only on disk without git, and Nix refuses to copy it.
    Other,
}

impl EntryKind {
    /// Whether this is a regular file.
    pub const fn is_file(self) -> bool {
        matches!(self, Self::File { .. })
    }
}

/// How a tree is seen, for messages and reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The names of the git index with the content on disk.
    WorkTree,
    /// The names and content of a git index: what would be committed.
    Staged,
    /// A commit, by its full name.
    Revision(String),
    /// Every file of a folder that no git repository holds.
    Folder,
    /// A folder of the Nix store: already what the flake sees, git has no say.
    Store,
    /// Texts that are part of nixward.
    Embedded,
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WorkTree => f.write_str("git work tree"),
            Self::Staged => f.write_str("git index"),
            Self::Revision(commit) => write!(f, "git commit {commit}"),
            Self::Folder => f.write_str("folder without git"),
            Self::Store => f.write_str("store path, the tree as the flake sees it"),
            Self::Embedded => f.write_str("text of nixward's own"),
        }
    }
}

/// One way to see files. Paths are lstat-like: no part of them is followed as a symlink.
trait View: Send + Sync {
    fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>>;
    fn read(&self, path: &RelPath) -> Result<Vec<u8>>;
    fn read_start(&self, path: &RelPath, bytes: usize) -> Result<Vec<u8>> {
        let mut content = self.read(path)?;
        content.truncate(bytes);
        Ok(content)
    }
    /// The name of a regular file's content, where it is known without reading it.
    fn content_id(&self, _path: &RelPath) -> Option<ContentId> {
        None
    }
    /// What the disk says of a regular file without its content.
    fn stamp(&self, _path: &RelPath) -> Option<Stamp> {
        None
    }
    /// Where a git work tree stands whose files are as its index has them; none where that cannot be
    /// told without reading them.
    fn standing(&self) -> Result<Option<git::Standing>> {
        Ok(None)
    }
    /// Whether git may store other bytes than the disk has, by the word of its attributes.
    fn is_filtered(&self) -> bool {
        false
    }
    fn read_link(&self, path: &RelPath) -> Result<String>;
    fn list(&self, folder: &RelPath) -> Result<Vec<(Arc<str>, EntryKind)>>;
    fn files(&self, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Vec<RelPath>>;
    fn hidden(&self, path: &RelPath) -> Result<Option<Hidden>>;
    fn root_dir(&self) -> Option<&Path>;
    fn has_submodules(&self) -> bool {
        false
    }
    fn mounts(&self) -> Vec<RelPath> {
        Vec::new()
    }
    fn emptied(&self) -> Result<Vec<RelPath>> {
        Ok(Vec::new())
    }
    fn changed(
        &self,
        _since: git::Since<'_>,
        _wanted: &dyn Fn(&RelPath) -> bool,
    ) -> Result<git::Changed> {
        Err(Error::input(format!("nobody knows what has changed in this: {}", self.seen()))
            .hint("changes are known of a git repository"))
    }
    fn seen(&self) -> Seen;
}

/// A view of the files of one source root; cheap to clone and to share between threads.
///
/// What was once looked at is remembered: a tree is for one run, not for watching changes.
#[derive(Clone)]
pub struct Tree(Arc<dyn View>);

impl Tree {
    /// The git work tree whose top level is `root`, as Nix sees it: names from the index
    /// (intent-to-add included), what is deleted on disk absent, content from disk.
    pub fn work_tree(root: &Path) -> Result<Self> {
        Ok(Self(Arc::new(git::WorkTree::open(root)?)))
    }

    /// A git work tree with the work trees of its submodules, as `?submodules=1` shows it.
    ///
    /// A submodule that is not checked out is an error, as it is for Nix.
    pub fn work_tree_with_submodules(root: &Path) -> Result<Self> {
        let work_tree = git::WorkTree::open(root)?;
        let mounts = work_tree
            .submodules()?
            .into_iter()
            .map(|path| {
                let tree = Self::work_tree_with_submodules(&path.under(root))?;
                Ok((path, tree))
            })
            .collect::<Result<Vec<_>>>()?;
        let base = Self(Arc::new(work_tree));
        Ok(Self(Arc::new(submodules::Submodules::new(base, mounts))))
    }

    /// What is staged in the git repository at `root`, as it would be committed: for hooks. `index`
    /// names another index file (`GIT_INDEX_FILE`), relative to the root.
    pub fn staged(root: &Path, index: Option<&Path>) -> Result<Self> {
        Ok(Self(Arc::new(git::Snapshot::staged(root, index)?)))
    }

    /// As [`Self::staged`], with the staged commits of its submodules, as `?submodules=1` shows them.
    ///
    /// A submodule whose staged commit this clone does not have is an error.
    pub fn staged_with_submodules(root: &Path, index: Option<&Path>) -> Result<Self> {
        let snapshot = git::Snapshot::staged(root, index)?;
        let mounts = snapshot
            .submodules()
            .into_iter()
            .map(|(path, commit)| Ok((path.clone(), Self::revision(&path.under(root), &commit)?)))
            .collect::<Result<Vec<_>>>()?;
        let base = Self(Arc::new(snapshot));
        Ok(Self(Arc::new(submodules::Submodules::new(base, mounts))))
    }

    /// A commit of the git repository at `root`; `revision` is anything that git takes for one.
    pub fn revision(root: &Path, revision: &str) -> Result<Self> {
        Ok(Self(Arc::new(git::Snapshot::revision(root, revision)?)))
    }

    /// This tree with some files replaced, added or deleted.
    pub fn with_changes(&self, changes: BTreeMap<RelPath, Change>) -> Result<Self> {
        Ok(Self(Arc::new(overlay::Overlay::new(self.clone(), changes)?)))
    }

    /// A folder as a flake without git sees it: every file in it.
    pub fn folder(root: &Path) -> Result<Self> {
        Ok(Self(Arc::new(folder::Folder::open(root, Seen::Folder)?)))
    }

    /// A folder of the Nix store.
    pub fn store_path(root: &Path) -> Result<Self> {
        Ok(Self(Arc::new(folder::Folder::open(root, Seen::Store)?)))
    }

    /// Texts that are part of the program, by path.
    pub fn embedded(files: &[(&str, &'static str)]) -> Self {
        Self(Arc::new(embedded::Embedded::new(files)))
    }

    /// What stands at the path; none where the flake sees nothing there, also where a parent is a
    /// symlink (see [`Self::resolve`]).
    pub fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>> {
        self.0.kind(path)
    }

    /// The content of a regular file.
    pub fn read(&self, path: &RelPath) -> Result<Vec<u8>> {
        match self.kind(path)? {
            Some(EntryKind::File { .. }) => self.0.read(path),
            Some(kind) => Err(not_a("file", path, kind)),
            None => Err(self.absent("file", path)),
        }
    }

    /// The first bytes of a regular file, at most so many.
    pub fn read_start(&self, path: &RelPath, bytes: usize) -> Result<Vec<u8>> {
        match self.kind(path)? {
            Some(EntryKind::File { .. }) => self.0.read_start(path, bytes),
            Some(kind) => Err(not_a("file", path, kind)),
            None => Err(self.absent("file", path)),
        }
    }

    /// The name of a regular file's content, where it is known without reading it: for what git has
    /// stored. On disk only the content itself tells; filters of git may have changed it.
    pub fn content_id(&self, path: &RelPath) -> Option<ContentId> {
        self.0.content_id(path)
    }

    /// What the disk says of a regular file without its content; none for what does not lie there.
    pub fn stamp(&self, path: &RelPath) -> Option<Stamp> {
        self.0.stamp(path)
    }

    /// Whether programs stand between git and the disk, such as those that encrypt what git stores:
    /// then the disk may hold what is kept from everybody else.
    pub fn is_filtered(&self) -> bool {
        self.0.is_filtered()
    }

    /// The content of a regular file that must be UTF-8.
    pub fn read_text(&self, path: &RelPath) -> Result<String> {
        String::from_utf8(self.read(path)?).map_err(|error| {
            Error::input(format!("{path} is not UTF-8 text")).because(error.utf8_error())
        })
    }

    /// The target of a symlink, as written.
    pub fn read_link(&self, path: &RelPath) -> Result<String> {
        match self.kind(path)? {
            Some(EntryKind::Symlink) => self.0.read_link(path),
            Some(kind) => Err(not_a("symlink", path, kind)),
            None => Err(self.absent("symlink", path)),
        }
    }

    /// The names in a folder, sorted by bytes.
    pub fn list(&self, folder: &RelPath) -> Result<Vec<(Arc<str>, EntryKind)>> {
        match self.kind(folder)? {
            Some(EntryKind::Directory) => {
                let mut names = self.0.list(folder)?;
                names.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
                Ok(names)
            }
            Some(kind) => Err(not_a("folder", folder, kind)),
            None => Err(self.absent("folder", folder)),
        }
    }

    /// Every regular file, sorted by bytes; names that are not UTF-8 are left out.
    ///
    /// Without git, what a `.gitignore` matches is left out too: the flake sees it, but nobody
    /// wants build results and caches checked.
    pub fn files(&self) -> Result<Vec<RelPath>> {
        self.files_where(|_| true)
    }

    /// The regular files whose path is wanted; unwanted ones cost nothing but the question.
    pub fn files_where(&self, wanted: impl Fn(&RelPath) -> bool) -> Result<Vec<RelPath>> {
        self.0.files(&wanted)
    }

    /// Why the flake sees nothing at a path although the disk or the index has something there;
    /// none where there is no such reason.
    pub fn hidden(&self, path: &RelPath) -> Result<Option<Hidden>> {
        if self.kind(path)?.is_some() { Ok(None) } else { self.0.hidden(path) }
    }

    /// Follows every symlink of a path inside the root.
    pub fn resolve(&self, path: &RelPath) -> Result<Resolved> {
        resolve::resolve(self, path)
    }

    /// The folder on disk that this is a view of; none for a revision.
    pub fn root_dir(&self) -> Option<&Path> {
        self.0.root_dir()
    }

    /// Whether the files inside submodules are seen, if there are any.
    pub fn has_submodules(&self) -> bool {
        self.0.has_submodules()
    }

    /// The folders on disk of which git has deleted files only: Nix shows them before version 2.20,
    /// and no tree does.
    pub fn emptied_folders(&self) -> Result<Vec<RelPath>> {
        self.0.emptied()
    }

    /// How the tree is seen.
    pub fn seen(&self) -> Seen {
        self.0.seen()
    }

    /// The error for a path where the flake sees nothing, with the way out where one is known.
    pub fn absent(&self, wanted: &str, path: &RelPath) -> Error {
        let error = Error::input(format!("the flake has no {wanted} {path}"));
        match self.0.hidden(path) {
            Ok(Some(hidden)) => error.because(hidden.reason()).hint(hidden.help(path)),
            _ => error,
        }
    }
}

/// Where locks and journals of one work tree lie, which are no part of it: in its git folder, or in
/// `.nixward` where there is no git. The folder need not be there.
pub fn state_folder(root: &Path) -> Result<PathBuf> {
    // A git folder that cannot be read just now is no reason to use another place: runs that keep each
    // other out must agree on it.
    if fsx::lstat(&root.join(".git"))?.is_none() {
        return Ok(root.join(".nixward"));
    }
    Ok(git::Repo::open(root)?.git_dir.join("nixward"))
}

/// Where git looks for the hooks of the work tree whose top level is `top`.
pub fn hooks_folder(top: &Path) -> Result<HooksFolder> {
    git::hooks_folder(top)
}

/// The branch that a git work tree's others are merged into, as far as git knows.
pub fn main_branch(top: &Path) -> Option<String> {
    git::main_branch(top)
}

fn not_a(wanted: &str, path: &RelPath, kind: EntryKind) -> Error {
    let found = match kind {
        EntryKind::File { .. } => "a file",
        EntryKind::Directory => "a folder",
        EntryKind::Symlink => "a symlink",
        EntryKind::Other => "neither file, folder nor symlink",
    };
    Error::input(format!("{path} is {found}, not a {wanted}"))
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tree({}, {:?})", self.seen(), self.root_dir())
    }
}
