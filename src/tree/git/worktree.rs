//! The work tree as Nix sees it: the names of the index, what the disk has for them.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use gix_index::hash::ObjectId;

use super::changes::{Changed, Side, Since, changed};
use super::ignored;
use super::index::{self, Index, Staged, What};
use super::repo::{self, Repo};
use super::standing::{self, Standing};
use crate::error::{Error, Result};
use crate::fsx;
use crate::proc;
use crate::tree::disk::Disk;
use crate::tree::names::{Child, Names};
use crate::tree::{EntryKind, Hidden, RelPath, Seen, Stamp, View};

/// A work tree. The index is read once; the disk is asked about a name when the name is.
pub(crate) struct WorkTree {
    repo: Repo,
    names: Names<Staged>,
    /// The index's checksum, and when it was written.
    index: (Option<ObjectId>, (i64, u32)),
    disk: Disk,
    /// What the disk has for each name, once asked.
    found: Vec<OnceLock<Option<(EntryKind, Stamp)>>>,
}

impl WorkTree {
    pub(crate) fn open(top: &Path) -> Result<Self> {
        let repo = Repo::open(top)?;
        let Index { names, checksum, written } = index::read(&repo, &repo.index_file())?;
        let found = std::iter::repeat_with(OnceLock::new).take(names.len()).collect();
        let disk = Disk::new(&repo.top);
        Ok(Self { repo, names, index: (checksum, written), disk, found })
    }

    /// The submodules that the index and `.gitmodules` agree on, each checked out.
    pub(crate) fn submodules(&self) -> Result<Vec<RelPath>> {
        let gitmodules = RelPath::from_normal(".gitmodules");
        if !self.kind(&gitmodules)?.is_some_and(EntryKind::is_file) {
            return Ok(Vec::new());
        }
        let text = String::from_utf8_lossy(&self.read(&gitmodules)?).into_owned();
        let mut submodules = Vec::new();
        for path in repo::submodule_paths(&text) {
            let Some(position) = self.names.position(&path) else { continue };
            if self.names.get(position).is_some_and(|(_, staged)| staged.what == What::Submodule) {
                if self.disk.kind(&path.child(".git"))?.is_none() {
                    let message = format!("the submodule {path} is not checked out");
                    let quoted = proc::quote(path.as_str());
                    return Err(
                        Error::input(message).hint(format!("git submodule update --init {quoted}"))
                    );
                }
                submodules.push(path);
            }
        }
        Ok(submodules)
    }

    /// What the flake sees for a name of the index.
    ///
    /// The type is the disk's (a file may have become a symlink), but a folder in place of a file
    /// is a deleted file, and a submodule is not seen at all.
    fn entry(&self, position: usize) -> Result<Option<EntryKind>> {
        Ok(self.look(position)?.map(|(kind, _)| kind))
    }

    /// The same with what the disk says of it, as it was when it was first looked at.
    fn look(&self, position: usize) -> Result<Option<(EntryKind, Stamp)>> {
        let (Some(cell), Some((path, staged))) =
            (self.found.get(position), self.names.get(position))
        else {
            return Ok(None);
        };
        if let Some(known) = cell.get() {
            return Ok(*known);
        }
        let found = match staged.what {
            What::Submodule => None,
            What::Unnameable => Some((EntryKind::Other, Stamp::default())),
            What::File { .. } | What::Symlink => self
                .disk
                .look(path)?
                .filter(|(kind, _)| matches!(kind, EntryKind::File { .. } | EntryKind::Symlink)),
        };
        Ok(*cell.get_or_init(|| found))
    }

    /// A folder is seen where it holds something that is.
    fn is_folder(&self, folder: &RelPath) -> Result<bool> {
        if folder.is_root() {
            return Ok(true);
        }
        for position in self.names.below(folder) {
            if self.entry(position)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn submodule_above(&self, path: &RelPath) -> Option<RelPath> {
        std::iter::successors(Some(path.clone()), RelPath::parent).find(|path| {
            let staged = self.names.position(path).and_then(|position| self.names.get(position));
            staged.is_some_and(|(_, staged)| staged.what == What::Submodule)
        })
    }
}

impl View for WorkTree {
    fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>> {
        if let Some(position) = self.names.position(path)
            && let Some(kind) = self.entry(position)?
        {
            return Ok(Some(kind));
        }
        Ok(self.is_folder(path)?.then_some(EntryKind::Directory))
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn read_start(&self, path: &RelPath, bytes: usize) -> Result<Vec<u8>> {
        self.disk.read_start(path, bytes)
    }

    fn stamp(&self, path: &RelPath) -> Option<Stamp> {
        let (kind, stamp) = self.look(self.names.position(path)?).ok()??;
        kind.is_file().then_some(stamp)
    }

    fn standing(&self) -> Result<Option<Standing>> {
        let (Some(index), written) = self.index else { return Ok(None) };
        for (position, (_, staged)) in self.names.iter().enumerate() {
            let as_staged = self.look(position)?.is_some_and(|(kind, stamp)| {
                standing::is_as_staged(staged, kind, stamp.shortened(), written)
            });
            if !as_staged {
                return Ok(None);
            }
        }
        let commit = standing::head(&self.repo)?;
        Ok(commit.map(|commit| Standing { commit, index: index.to_string() }))
    }

    fn is_filtered(&self) -> bool {
        let names = self.names.iter().map(|(path, _)| path);
        let attributes = names.filter(|path| path.file_name() == Some(".gitattributes"));
        let attributes = attributes.map(|path| path.under(self.disk.root()));
        let own = self.repo.common_dir.join("info/attributes");
        attributes.chain([own]).any(|file| {
            fsx::read(&file).is_ok_and(|text| memchr::memmem::find(&text, b"filter=").is_some())
        })
    }

    fn read_link(&self, path: &RelPath) -> Result<String> {
        self.disk.read_link(path)
    }

    fn list(&self, folder: &RelPath) -> Result<Vec<(Arc<str>, EntryKind)>> {
        let mut list = Vec::new();
        for child in self.names.children(folder) {
            let (name, kind) = match child {
                Child::Entry(name, _, Staged { what: What::Unnameable, .. }) => {
                    return Err(unnameable(folder, name));
                }
                Child::Entry(name, position, _) => (name, self.entry(position)?),
                Child::Folder(name) => {
                    let seen = self.is_folder(&folder.child(name))?;
                    (name, seen.then_some(EntryKind::Directory))
                }
            };
            list.extend(kind.map(|kind| (Arc::from(name), kind)));
        }
        Ok(list)
    }

    fn files(&self, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Vec<RelPath>> {
        let mut files = Vec::new();
        for (position, (path, _)) in self.names.iter().enumerate() {
            if wanted(path) && self.entry(position)?.is_some_and(EntryKind::is_file) {
                files.push(path.clone());
            }
        }
        Ok(files)
    }

    fn hidden(&self, path: &RelPath) -> Result<Option<Hidden>> {
        if let Some(submodule) = self.submodule_above(path) {
            return Ok(Some(Hidden::Submodule(submodule)));
        }
        if let Some(link) = self.disk.link_above(path)? {
            return Ok(Some(Hidden::BehindLink(link)));
        }
        if self.names.position(path).is_some() || !self.names.below(path).is_empty() {
            return Ok(Some(Hidden::Deleted));
        }
        let Some(kind) = self.disk.kind(path)? else { return Ok(None) };
        let is_folder = kind == EntryKind::Directory;
        if is_folder && self.disk.is_empty(path)? {
            return Ok(Some(Hidden::EmptyFolder));
        }
        let ignored = ignored::is_ignored(&self.repo, path, is_folder);
        Ok(Some(if ignored { Hidden::Ignored } else { Hidden::Untracked }))
    }

    fn emptied(&self) -> Result<Vec<RelPath>> {
        let mut emptied = Vec::new();
        for (position, (path, _)) in self.names.iter().enumerate() {
            if self.entry(position)?.is_some() {
                continue;
            }
            for folder in std::iter::successors(path.parent(), RelPath::parent) {
                if self.is_folder(&folder)? || emptied.last() == Some(&folder) {
                    break;
                }
                if self.disk.is_real_folder(&folder)? {
                    emptied.push(folder);
                }
            }
        }
        Ok(emptied)
    }

    fn changed(&self, since: Since<'_>, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Changed> {
        changed(&self.repo.top, since, Side::WorkTree, wanted)
    }

    fn root_dir(&self) -> Option<&Path> {
        Some(self.disk.root())
    }

    fn seen(&self) -> Seen {
        Seen::WorkTree
    }
}

/// The error for a folder of which not every name can be told.
pub(crate) fn unnameable(folder: &RelPath, likeness: &str) -> Error {
    Error::input(format!("the folder {folder} holds a file whose name is not UTF-8"))
        .because(format!("it looks like {likeness}"))
        .hint("rename it: nixward, and JSON that Nix prints, have UTF-8 names only")
}
