//! What the `git` program says of a tree that is one of its work trees.

use std::collections::BTreeSet;
use std::path::Path;

use super::git::{self, Commits, GitState, History, Past};
use super::{RelPath, Seen, Tree};
use crate::error::Result;
use crate::fsx::Cache;

/// As many bytes are kept of which commits and indexes agree, newest first.
const AGREED: usize = 4096;

impl Tree {
    /// Where a git work tree stands in its history; none for any other view. The `git` program is
    /// asked, except where `known` has its word of an earlier run that a commit and an index agree,
    /// and the files are as the index has them.
    pub fn git_state(&self, known: Option<&Cache>) -> Result<Option<GitState>> {
        let (Seen::WorkTree, Some(root)) = (self.seen(), self.root_dir()) else { return Ok(None) };
        let Some(known) = known else { return git::state(root).map(Some) };
        let place = root.as_os_str().as_encoded_bytes();
        let standing = self.0.standing()?;
        let mut agreed = known.read(place).unwrap_or_default();
        if let Some(standing) = &standing
            && agreed.split(|&byte| byte == b'\n').any(|line| line == standing.line().as_bytes())
        {
            return Ok(Some(GitState::clean(&standing.commit)));
        }
        let state = git::state(root)?;
        if let Some(standing) = standing
            && state == GitState::clean(&standing.commit)
            && git::is_index(root, &standing)?
        {
            agreed.splice(..0, (standing.line() + "\n").into_bytes());
            agreed.truncate(AGREED);
            if let Err(error) = known.write(place, &agreed) {
                tracing::debug!(%error, "git's word is not kept");
            }
        }
        Ok(Some(state))
    }

    /// What git says of a commit of this work tree; none for any other view.
    pub fn history(&self, commit: &str) -> Result<Option<History>> {
        match (self.seen(), self.root_dir()) {
            (Seen::WorkTree, Some(root)) => git::history(root, commit).map(Some),
            _ => Ok(None),
        }
    }

    /// Those of the files that git could not bring back as they are now: all of them where there is no
    /// git.
    pub fn uncommitted(&self, files: &[RelPath]) -> Result<BTreeSet<RelPath>> {
        match (self.seen(), self.root_dir()) {
            (Seen::WorkTree, Some(root)) => git::uncommitted(root, files),
            _ => Ok(files.iter().cloned().collect()),
        }
    }

    /// What files were, as the history of this work tree's repository has them: those at `paths`, or
    /// all where none is named. None for any other view.
    pub fn past(&self, commits: Commits, paths: &[RelPath]) -> Result<Option<Past>> {
        match (self.seen(), self.root_dir()) {
            (Seen::WorkTree | Seen::Staged, Some(root)) => {
                Past::read(root, commits, paths).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Makes new files visible in a git work tree, by name alone; any other view sees them anyway.
    /// Says whether there was something to do. This tree itself has been looked at already and does
    /// not change.
    pub fn show_new_files(&self, files: &[RelPath]) -> Result<bool> {
        match (self.seen(), self.root_dir()) {
            (Seen::WorkTree, Some(root)) => git::intend_to_add(root, files).map(|()| true),
            _ => Ok(false),
        }
    }
}

/// The commits that brought the content of a file to a path, the newest first.
pub fn origins(top: &Path, content: &Path, path: &RelPath) -> Result<Vec<String>> {
    git::origins(top, content, path)
}

/// Sets the program that merges the files which `.gitattributes` gives it by `name`, in this clone.
/// `says` is what it is, for people.
pub fn set_merge_driver(top: &Path, name: &str, says: &str, command: &str) -> Result<()> {
    git::set_driver(top, name, says, command)
}
