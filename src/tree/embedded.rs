//! Files that are part of the program.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{EntryKind, Hidden, RelPath, Seen, View};
use crate::error::{Error, Result};

/// Texts by path; folders are where the paths say.
pub(super) struct Embedded {
    files: BTreeMap<RelPath, &'static str>,
}

impl Embedded {
    /// A file whose path leaves the root is left out.
    pub(super) fn new(files: &[(&str, &'static str)]) -> Self {
        let file = |(path, text): &(&str, &'static str)| Some((RelPath::new(path)?, *text));
        Self { files: files.iter().filter_map(file).collect() }
    }
}

impl View for Embedded {
    fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>> {
        let inside = |file: &RelPath| file.starts_with(path);
        Ok(match self.files.get(path) {
            Some(_) => Some(EntryKind::File { executable: false }),
            None => self.files.keys().any(inside).then_some(EntryKind::Directory),
        })
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>> {
        match self.files.get(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => Err(Error::input(format!("nixward has no text {path}"))),
        }
    }

    fn read_link(&self, path: &RelPath) -> Result<String> {
        Err(Error::input(format!("{path} is not a symlink")))
    }

    fn list(&self, folder: &RelPath) -> Result<Vec<(Arc<str>, EntryKind)>> {
        let mut names: Vec<Arc<str>> = self
            .files
            .keys()
            .filter_map(|file| file.strip_prefix(folder)?.parts().next().map(Arc::from))
            .collect();
        names.dedup();
        let mut list = Vec::new();
        for name in names {
            let kind = self.kind(&folder.child(&name))?;
            list.extend(kind.map(|kind| (name, kind)));
        }
        Ok(list)
    }

    fn files(&self, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Vec<RelPath>> {
        Ok(self.files.keys().filter(|path| wanted(path)).cloned().collect())
    }

    fn hidden(&self, _: &RelPath) -> Result<Option<Hidden>> {
        Ok(None)
    }

    fn root_dir(&self) -> Option<&Path> {
        None
    }

    fn seen(&self) -> Seen {
        Seen::Embedded
    }
}
