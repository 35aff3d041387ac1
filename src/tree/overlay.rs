//! A tree with some files replaced, added or deleted, for previews and editors.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{ContentId, EntryKind, Hidden, RelPath, Seen, Tree, View};
use crate::error::{Error, Result};

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It has this content, whether or not it was there before.
    Content(Vec<u8>),
    /// It is gone.
    Deleted,
}

/// A tree and the changes on top of it.
pub(super) struct Overlay {
    base: Tree,
    changes: BTreeMap<RelPath, Change>,
}

impl Overlay {
    /// Every change must concern a file, not a folder or something below a file.
    pub(super) fn new(base: Tree, changes: BTreeMap<RelPath, Change>) -> Result<Self> {
        for path in changes.keys() {
            if path.is_root() || base.kind(path)? == Some(EntryKind::Directory) {
                return Err(Error::input(format!("{path} is a folder, and only files change")));
            }
            for folder in std::iter::successors(path.parent(), RelPath::parent) {
                if !matches!(base.kind(&folder)?, None | Some(EntryKind::Directory)) {
                    return Err(Error::input(format!("{path} lies below {folder}, no folder")));
                }
            }
        }
        Ok(Self { base, changes })
    }

    /// The changes below a folder.
    fn below<'a>(&'a self, folder: &'a RelPath) -> impl Iterator<Item = (RelPath, &'a Change)> {
        let inside = move |(path, change): (&RelPath, &'a Change)| {
            path.strip_prefix(folder).map(|rest| (rest, change))
        };
        self.changes.iter().filter_map(inside)
    }

    /// A folder of git's is gone with the last file in it; one on disk is not.
    fn keeps(&self, folder: &RelPath) -> Result<bool> {
        let deleted = self.below(folder).any(|(_, change)| *change == Change::Deleted);
        let stays = !deleted || matches!(self.base.seen(), Seen::Folder | Seen::Store);
        Ok(folder.is_root() || stays || !self.list(folder)?.is_empty())
    }
}

impl View for Overlay {
    fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>> {
        let base = self.base.kind(path)?;
        Ok(match (self.changes.get(path), base) {
            (Some(Change::Deleted), _) => None,
            (Some(Change::Content(_)), Some(file @ EntryKind::File { .. })) => Some(file),
            (Some(Change::Content(_)), _) => Some(EntryKind::File { executable: false }),
            (None, Some(EntryKind::Directory)) => self.keeps(path)?.then_some(EntryKind::Directory),
            (None, Some(kind)) => Some(kind),
            (None, None) => self
                .below(path)
                .any(|(_, change)| *change != Change::Deleted)
                .then_some(EntryKind::Directory),
        })
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>> {
        match self.changes.get(path) {
            Some(Change::Content(content)) => Ok(content.clone()),
            _ => self.base.read(path),
        }
    }

    fn content_id(&self, path: &RelPath) -> Option<ContentId> {
        if self.changes.contains_key(path) { None } else { self.base.content_id(path) }
    }

    fn is_filtered(&self) -> bool {
        self.base.is_filtered()
    }

    fn read_link(&self, path: &RelPath) -> Result<String> {
        self.base.read_link(path)
    }

    fn list(&self, folder: &RelPath) -> Result<Vec<(Arc<str>, EntryKind)>> {
        let mut names: BTreeMap<Arc<str>, ()> = BTreeMap::new();
        if self.base.kind(folder)? == Some(EntryKind::Directory) {
            names.extend(self.base.list(folder)?.into_iter().map(|(name, _)| (name, ())));
        }
        let first = |(rest, _): (RelPath, &Change)| rest.parts().next().map(Arc::from);
        names.extend(self.below(folder).filter_map(first).map(|name: Arc<str>| (name, ())));
        let mut list = Vec::new();
        for name in names.into_keys() {
            let kind = self.kind(&folder.child(&name))?;
            list.extend(kind.map(|kind| (name, kind)));
        }
        Ok(list)
    }

    fn files(&self, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Vec<RelPath>> {
        let unchanged = |path: &RelPath| !self.changes.contains_key(path) && wanted(path);
        let mut files = self.base.files_where(unchanged)?;
        let present = self.changes.iter().filter(|(_, change)| **change != Change::Deleted);
        files.extend(present.map(|(path, _)| path).filter(|path| wanted(path)).cloned());
        files.sort_unstable();
        Ok(files)
    }

    fn hidden(&self, path: &RelPath) -> Result<Option<Hidden>> {
        if self.changes.contains_key(path) { Ok(None) } else { self.base.hidden(path) }
    }

    fn root_dir(&self) -> Option<&Path> {
        self.base.root_dir()
    }

    fn seen(&self) -> Seen {
        self.base.seen()
    }
}
