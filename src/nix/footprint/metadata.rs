//! What `self` says about its source: which attributes it has, and their values.
//!
//! Source: Nix manual, "nix flake", section "Flake references", and what Nix 2.8, 2.26 and 2.34 do.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::sync::OnceLock;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::snapshot::Snapshot;
use crate::error::{Error, Result};
use crate::fsx::{self, Cache};
use crate::nix::{Nix, Version};
use crate::tree::{GitState, History, RelPath, Seen, Tree};

/// Since this version a dirty tree says which commit it is made from.
const DIRTY_REV_SINCE: Version = Version(2, 17);
/// Since this version a tree is dirty by `git status`, before by `git diff HEAD`.
const STATUS_SINCE: Version = Version(2, 20);
/// Characters of a revision in its short form.
const SHORT: usize = 7;

/// The metadata of the live tree, each found out when it is first wanted.
pub(super) struct Metadata<'a> {
    tree: &'a Tree,
    nix: &'a Nix,
    /// What git has said of commits and indexes.
    commits: Option<Cache>,
    state: OnceLock<Option<GitState>>,
    history: OnceLock<Option<History>>,
    hash: OnceLock<(String, String)>,
}

impl<'a> Metadata<'a> {
    pub(super) fn new(tree: &'a Tree, nix: &'a Nix, commits: Option<Cache>) -> Self {
        let (state, history, hash) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { tree, nix, commits, state, history, hash }
    }

    fn state(&self) -> Result<Option<&GitState>> {
        if let Some(state) = self.state.get() {
            return Ok(state.as_ref());
        }
        let mut state = self.tree.git_state(self.commits.as_ref())?;
        if let Some(state) = &mut state
            && state.differs_in_index_alone
            && self.nix.version()? < STATUS_SINCE
        {
            state.dirty = false;
        }
        Ok(self.state.get_or_init(|| state).as_ref())
    }

    fn history(&self, commit: &str) -> Result<Option<&History>> {
        if let Some(history) = self.history.get() {
            return Ok(history.as_ref());
        }
        let history = self.tree.history(commit)?;
        Ok(self.history.get_or_init(|| history).as_ref())
    }

    /// The state of the tree, which decides on the attributes. Whether Nix tells the commit of a dirty
    /// tree depends on the program, which is a part of the key by itself.
    pub(super) fn names(&self) -> Result<Vec<&'static str>> {
        Ok(match self.state()? {
            None => vec!["no git"],
            Some(GitState { commit: None, .. }) => vec!["git", "no commit"],
            Some(GitState { dirty: true, .. }) => vec!["git", "dirty"],
            Some(_) => vec!["git", "clean"],
        })
    }

    /// The value of an attribute that was used; none where `self` does not have it now.
    pub(super) fn value(&self, name: &str) -> Result<Option<Value>> {
        Ok(match name {
            "narHash" => Some(self.hash()?.0.clone().into()),
            "outPath" => Some(self.hash()?.1.clone().into()),
            "rev" | "shortRev" | "dirtyRev" | "dirtyShortRev" => {
                self.revision().map(|values| values.get(name).cloned())?
            }
            _ => self.all()?.get(name).cloned(),
        })
    }

    /// Where the snapshot of the live tree would lie.
    pub(super) fn store_path(&self) -> Result<String> {
        Ok(self.hash()?.1.clone())
    }

    fn hash(&self) -> Result<&(String, String)> {
        if let Some(hash) = self.hash.get() {
            return Ok(hash);
        }
        let hash = Snapshot::hash(self.tree, self.nix)?;
        Ok(self.hash.get_or_init(|| hash))
    }

    /// All of a snapshot, `narHash` and `outPath` aside.
    pub(super) fn of(&self, snapshot: &Snapshot) -> Result<BTreeMap<&'static str, Value>> {
        let hash = (snapshot.nar_hash().to_owned(), snapshot.store_path().display().to_string());
        self.hash.get_or_init(|| hash);
        self.all()
    }

    fn revision(&self) -> Result<BTreeMap<&'static str, Value>> {
        let mut all = BTreeMap::new();
        let Some(GitState { commit: Some(commit), dirty, .. }) = self.state()? else {
            return Ok(all);
        };
        let short = commit.get(..SHORT).unwrap_or(commit);
        if !dirty {
            all.insert("rev", json!(commit));
            all.insert("shortRev", json!(short));
        } else if self.nix.version()? >= DIRTY_REV_SINCE {
            all.insert("dirtyRev", json!(format!("{commit}-dirty")));
            all.insert("dirtyShortRev", json!(format!("{short}-dirty")));
        }
        Ok(all)
    }

    fn all(&self) -> Result<BTreeMap<&'static str, Value>> {
        let mut all = self.revision()?;
        let modified = match self.state()? {
            None => newest(self.tree)?,
            Some(state) => {
                all.insert("submodules", json!(self.tree.has_submodules()));
                match &state.commit {
                    None => 0,
                    Some(commit) => {
                        let history = self.history(commit)?;
                        if !state.dirty {
                            let commits = history.and_then(|history| history.commits);
                            let commits = commits.ok_or_else(shallow)?;
                            all.insert("revCount", json!(commits));
                        }
                        history.map_or(0, |history| history.time)
                    }
                }
            }
        };
        let date = Timestamp::from_second(modified)
            .map_err(|error| Error::input("the flake's time is none").because(error))?;
        all.insert("lastModified", json!(modified));
        all.insert("lastModifiedDate", json!(date.strftime("%Y%m%d%H%M%S").to_string()));
        Ok(all)
    }
}

fn shallow() -> Error {
    Error::input("the git repository is a shallow clone")
        .because("how many commits it has is not known, and Nix versions disagree about it")
        .hint("fetch the rest: git fetch --unshallow")
}

/// When anything in a folder without git was last changed, in seconds since 1970.
fn newest(tree: &Tree) -> Result<i64> {
    let (Seen::Folder, Some(root)) = (tree.seen(), tree.root_dir()) else {
        return Err(Error::input("only a folder or a git work tree is evaluated from a snapshot"));
    };
    let mut newest = 0;
    let mut waiting = vec![RelPath::root()];
    while let Some(path) = waiting.pop() {
        if let Some(metadata) = fsx::lstat(&path.under(root))? {
            newest = newest.max(metadata.mtime());
            if metadata.is_dir() {
                let list = tree.list(&path)?;
                waiting.extend(list.iter().filter_map(|(name, _)| path.join(name)));
            }
        }
    }
    Ok(newest)
}
