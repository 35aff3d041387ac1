//! A folder without git: the flake sees everything in it.

use std::path::Path;
use std::sync::Arc;

use ignore::WalkBuilder;

use super::disk::{Disk, kind_of};
use super::git::unnameable;
use super::{EntryKind, Hidden, RelPath, Seen, Stamp, View};
use crate::error::{Error, Result};
use crate::fsx;

/// A plain folder, or a store path.
pub(super) struct Folder {
    disk: Disk,
    seen: Seen,
}

impl Folder {
    pub(super) fn open(root: &Path, seen: Seen) -> Result<Self> {
        match fsx::stat(root)? {
            Some(metadata) if metadata.is_dir() => Ok(Self { disk: Disk::new(root), seen }),
            Some(_) => Err(Error::input(format!("{} is not a folder", root.display()))),
            None => Err(Error::input(format!("{} does not exist", root.display()))),
        }
    }
}

impl View for Folder {
    fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>> {
        self.disk.kind(path)
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn read_start(&self, path: &RelPath, bytes: usize) -> Result<Vec<u8>> {
        self.disk.read_start(path, bytes)
    }

    fn stamp(&self, path: &RelPath) -> Option<Stamp> {
        self.disk.stamp(path)
    }

    fn read_link(&self, path: &RelPath) -> Result<String> {
        self.disk.read_link(path)
    }

    fn list(&self, folder: &RelPath) -> Result<Vec<(Arc<str>, EntryKind)>> {
        let on_disk = folder.under(self.disk.root());
        let mut list = Vec::new();
        for entry in fsx::list(&on_disk)? {
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                return Err(unnameable(folder, &name.to_string_lossy()));
            };
            // Gone since the folder was listed: not there.
            let Some(metadata) = fsx::lstat(&entry.path())? else { continue };
            list.push((Arc::from(name), kind_of(&metadata)));
        }
        Ok(list)
    }

    fn files(&self, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Vec<RelPath>> {
        let root = self.disk.root();
        // In a store path everything was already chosen; elsewhere `.gitignore` names build
        // results and caches. Rules from outside the folder would make the answer depend on where
        // it lies.
        let walk = WalkBuilder::new(root)
            .standard_filters(false)
            .git_ignore(self.seen == Seen::Folder)
            .require_git(false)
            .follow_links(false)
            .build();
        let mut files = Vec::new();
        for entry in walk {
            let entry = entry.map_err(|error| {
                Error::tool(format!("cannot list {}", root.display())).because(error)
            })?;
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let relative = entry.path().strip_prefix(root).ok().and_then(Path::to_str);
            files.extend(relative.map(RelPath::from_normal).filter(wanted));
        }
        files.sort_unstable();
        Ok(files)
    }

    fn hidden(&self, path: &RelPath) -> Result<Option<Hidden>> {
        Ok(self.disk.link_above(path)?.map(Hidden::BehindLink))
    }

    fn root_dir(&self) -> Option<&Path> {
        Some(self.disk.root())
    }

    fn seen(&self) -> Seen {
        self.seen.clone()
    }
}
