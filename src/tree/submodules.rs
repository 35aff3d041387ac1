//! A work tree with the work trees of its submodules in their places (`?submodules=1`).

use std::path::Path;
use std::sync::Arc;

use super::git::{Changed, Since, Was};
use super::{ContentId, EntryKind, Hidden, RelPath, Seen, Tree, View};
use crate::error::Result;

/// A tree with others mounted in it.
pub(super) struct Submodules {
    base: Tree,
    mounts: Vec<(RelPath, Tree)>,
}

impl Submodules {
    pub(super) fn new(base: Tree, mounts: Vec<(RelPath, Tree)>) -> Self {
        Self { base, mounts }
    }

    /// The tree that has this path, and the path in it.
    fn place(&self, path: &RelPath) -> (&Tree, RelPath) {
        self.mounts
            .iter()
            .find_map(|(place, tree)| path.strip_prefix(place).map(|rest| (tree, rest)))
            .unwrap_or_else(|| (&self.base, path.clone()))
    }

    /// The mounted folders that lie directly in a folder, or the folders that lead to them.
    fn below<'a>(&'a self, folder: &'a RelPath) -> impl Iterator<Item = Arc<str>> + 'a {
        let rest = |(place, _): &(RelPath, Tree)| place.strip_prefix(folder);
        self.mounts.iter().filter_map(rest).filter_map(|rest| rest.parts().next().map(Arc::from))
    }
}

/// Every file of a tree, as something that has changed.
fn all(tree: &Tree) -> Result<Changed> {
    Ok(tree.files()?.into_iter().map(|path| (path, Was::Something)).collect())
}

impl View for Submodules {
    fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>> {
        let (tree, rest) = self.place(path);
        match tree.kind(&rest)? {
            None if self.below(path).next().is_some() => Ok(Some(EntryKind::Directory)),
            kind => Ok(kind),
        }
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>> {
        let (tree, rest) = self.place(path);
        tree.read(&rest)
    }

    fn content_id(&self, path: &RelPath) -> Option<ContentId> {
        let (tree, rest) = self.place(path);
        tree.content_id(&rest)
    }

    fn is_filtered(&self) -> bool {
        self.base.is_filtered() || self.mounts.iter().any(|(_, tree)| tree.is_filtered())
    }

    fn read_link(&self, path: &RelPath) -> Result<String> {
        let (tree, rest) = self.place(path);
        tree.read_link(&rest)
    }

    fn list(&self, folder: &RelPath) -> Result<Vec<(Arc<str>, EntryKind)>> {
        let (tree, rest) = self.place(folder);
        let mut list = match tree.kind(&rest)? {
            Some(_) => tree.list(&rest)?,
            None => Vec::new(),
        };
        for name in self.below(folder) {
            if list.iter().all(|(known, _)| *known != name) {
                list.push((name, EntryKind::Directory));
            }
        }
        Ok(list)
    }

    fn files(&self, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Vec<RelPath>> {
        let mut files = self.base.files_where(wanted)?;
        for (place, tree) in &self.mounts {
            let here = |path: &RelPath| RelPath::from_normal(&format!("{place}/{path}"));
            let found = tree.files_where(|path| wanted(&here(path)))?;
            files.extend(found.iter().map(here));
        }
        files.sort_unstable();
        Ok(files)
    }

    fn hidden(&self, path: &RelPath) -> Result<Option<Hidden>> {
        let (tree, rest) = self.place(path);
        tree.hidden(&rest)
    }

    fn changed(&self, since: Since<'_>, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Changed> {
        let mut changed = self.base.changed(Since { submodules: true, ..since }, wanted)?;
        for (place, tree) in &self.mounts {
            let here = |path: &RelPath| RelPath::from_normal(&format!("{place}/{path}"));
            let inside = match changed.get(place) {
                Some(Was::Submodule(commit)) => {
                    let since = Since { revision: commit, parting: false, submodules: true };
                    tree.changed(since, &|path| wanted(&here(path)))
                }
                Some(_) => all(tree),
                None => continue,
            };
            // A clone that does not go back so far: anything in it may have changed.
            let inside = inside.or_else(|_| all(tree))?;
            changed.extend(inside.into_iter().map(|(path, was)| (here(&path), was)));
        }
        Ok(changed)
    }

    fn root_dir(&self) -> Option<&Path> {
        self.base.root_dir()
    }

    fn emptied(&self) -> Result<Vec<RelPath>> {
        self.base.emptied_folders()
    }

    fn has_submodules(&self) -> bool {
        true
    }

    fn mounts(&self) -> Vec<RelPath> {
        let below = |(place, tree): &(RelPath, Tree)| {
            let inner = tree.mounts();
            let inner = inner.iter().map(|path| RelPath::from_normal(&format!("{place}/{path}")));
            inner.chain([place.clone()]).collect::<Vec<_>>()
        };
        self.mounts.iter().flat_map(below).collect()
    }

    fn seen(&self) -> Seen {
        self.base.seen()
    }
}
