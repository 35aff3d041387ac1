//! What differs from a commit, and a tree as it was there.

use std::collections::{BTreeMap, BTreeSet};

use super::git::{Changed, Since, Was, parting};
use super::{Change, EntryKind, RelPath, Seen, Tree};
use crate::error::Result;

/// What differs from a commit.
#[derive(Debug)]
pub struct Changes {
    /// The paths; a rename is two.
    pub files: BTreeSet<RelPath>,
    /// The tree as it was, as far as anybody wanted to know; none where that is the tree as it is.
    pub before: Option<Tree>,
}

impl Tree {
    /// What differs from where a revision and what is checked out parted: in commits since then, and
    /// in what is not committed. `wanted` says of which files one wants to know what they said.
    ///
    /// # Errors
    /// A revision that git does not know, or that has nothing in common with what is checked out; a
    /// tree that is not of git.
    pub fn changes_since(
        &self,
        revision: &str,
        wanted: impl Fn(&RelPath) -> bool,
    ) -> Result<Changes> {
        let since = Since { revision, parting: true, submodules: false };
        let changed = self.0.changed(since, &wanted)?;
        let files = changed.keys().cloned().collect();
        let mut before = BTreeMap::new();
        for (path, was) in changed {
            let change = match was {
                Was::Content(content) => Change::Content(content),
                Was::Absent if wanted(&path) => Change::Deleted,
                Was::Absent | Was::Submodule(_) | Was::Something => continue,
            };
            if self.can_change(&path)? {
                before.insert(path, change);
            }
        }
        let before = (!before.is_empty()).then(|| self.with_changes(before)).transpose()?;
        Ok(Changes { files, before })
    }

    /// The commit where a revision and what is checked out in this work tree parted; none for any other
    /// view.
    pub fn parting(&self, revision: &str) -> Result<Option<String>> {
        match (self.seen(), self.root_dir()) {
            (Seen::WorkTree, Some(root)) => parting(root, revision).map(Some),
            _ => Ok(None),
        }
    }

    /// Whether a file can be put there or taken away: where a folder has become a file, or the other
    /// way round, what was there is told by the others.
    fn can_change(&self, path: &RelPath) -> Result<bool> {
        let is_folder = |kind: Option<EntryKind>| matches!(kind, None | Some(EntryKind::Directory));
        for folder in std::iter::successors(path.parent(), RelPath::parent) {
            if !is_folder(self.kind(&folder)?) {
                return Ok(false);
            }
        }
        Ok(self.kind(path)? != Some(EntryKind::Directory))
    }

    /// What differs, and what it was: for trees made of others.
    pub(super) fn changed(
        &self,
        since: Since<'_>,
        wanted: &dyn Fn(&RelPath) -> bool,
    ) -> Result<Changed> {
        self.0.changed(since, wanted)
    }
}
