//! What git has stored: the staged content of an index, or a commit.
//!
//! Nix shows a commit as it is stored: filters (LFS, `eol`) are not applied, and a submodule is
//! an empty folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix_index::hash::ObjectId;

use super::changes::{Changed, Side, Since, changed};
use super::command::{Objects, git};
use super::index::{self, Staged, What};
use super::repo::Repo;
use super::worktree::unnameable;
use crate::error::{Error, Result};
use crate::fsx;
use crate::tree::names::{Child, Names};
use crate::tree::{ContentId, EntryKind, Hidden, RelPath, Seen, View};

/// Stored names and content.
pub(crate) struct Snapshot {
    top: PathBuf,
    /// An index that is not the work tree's own.
    index: Option<PathBuf>,
    names: Names<Staged>,
    objects: Objects,
    seen: Seen,
}

impl Snapshot {
    /// What is staged; `index` is another index file than the work tree's own.
    ///
    /// Intent-to-add has no content yet and would not be committed, so it is left out.
    pub(crate) fn staged(top: &Path, index: Option<&Path>) -> Result<Self> {
        let repo = Repo::open(top)?;
        let file = index.map_or_else(|| repo.index_file(), |index| top.join(index));
        let names = index::read(&repo, &file)?.names.filtered(|staged| !staged.intent_to_add);
        let index = index.map(|_| file);
        Ok(Self { top: repo.top, index, names, objects: Objects::of(top), seen: Seen::Staged })
    }

    /// What a commit holds; `revision` is anything that git takes for one.
    pub(crate) fn revision(top: &Path, revision: &str) -> Result<Self> {
        let commit = commit(top, revision)?;
        let listing = git(top).args(["ls-tree", "-r", "-z", "--full-tree", &commit]).run()?;
        let entries = listing
            .stdout
            .split(|&byte| byte == 0)
            .filter(|line| !line.is_empty())
            .map(|line| tree_entry(line).ok_or_else(|| strange(line)))
            .collect::<Result<Vec<_>>>()?;
        let (names, objects) = (Names::new(entries), Objects::of(top));
        let (top, seen) = (top.to_path_buf(), Seen::Revision(commit));
        Ok(Self { top, index: None, names, objects, seen })
    }

    /// The submodules and their commits.
    pub(crate) fn submodules(&self) -> Vec<(RelPath, String)> {
        let submodules = self.names.iter().filter(|(_, staged)| staged.what == What::Submodule);
        submodules.map(|(path, staged)| (path.clone(), staged.id.to_string())).collect()
    }

    fn blob(&self, path: &RelPath) -> Result<Vec<u8>> {
        let entry = self.names.position(path).and_then(|position| self.names.get(position));
        let Some((_, staged)) = entry else {
            return Err(Error::internal(format!("{path} was seen and is not there")));
        };
        self.objects.blob(&staged.id.to_string(), path.as_str())
    }
}

/// The full name of the commit that a revision names.
pub(super) fn commit(top: &Path, revision: &str) -> Result<String> {
    let wanted = format!("{revision}^{{commit}}");
    let program = git(top).args(["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
    let output = program.output()?;
    // Quiet: 1 without a word is the answer "no such revision".
    if output.status.code() == Some(1) && output.stderr_tail.is_empty() {
        return Err(Error::input(format!("git knows no revision `{revision}`"))
            .hint("see what there is: git log --oneline --all"));
    }
    Ok(program.check(output)?.text().trim().to_owned())
}

/// One entry of `git ls-tree -z`: `MODE TYPE ID<tab>PATH`.
fn tree_entry(line: &[u8]) -> Option<(RelPath, Staged)> {
    let tab = line.iter().position(|&byte| byte == b'\t')?;
    let (words, name) = (std::str::from_utf8(&line[..tab]).ok()?, &line[tab + 1..]);
    let mut words = words.split(' ');
    let what = match words.next()? {
        "100755" => What::File { executable: true },
        "120000" => What::Symlink,
        "160000" => What::Submodule,
        mode if mode.starts_with("100") => What::File { executable: false },
        _ => return None,
    };
    let id = ObjectId::from_hex(words.nth(1)?.as_bytes()).ok()?;
    let named = std::str::from_utf8(name).is_ok();
    let path = RelPath::new(&String::from_utf8_lossy(name))?;
    let what = if named { what } else { What::Unnameable };
    Some((path, Staged { what, id, intent_to_add: false, compared: None }))
}

fn strange(line: &[u8]) -> Error {
    let line = String::from_utf8_lossy(line);
    Error::tool("cannot read the answer of git ls-tree").because(format!("it has: {line}"))
}

fn kind_of(what: What) -> EntryKind {
    match what {
        What::File { executable } => EntryKind::File { executable },
        What::Symlink => EntryKind::Symlink,
        What::Submodule => EntryKind::Directory,
        What::Unnameable => EntryKind::Other,
    }
}

impl View for Snapshot {
    fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>> {
        let entry = self.names.position(path).and_then(|position| self.names.get(position));
        Ok(match entry {
            Some((_, staged)) => Some(kind_of(staged.what)),
            None if path.is_root() => Some(EntryKind::Directory),
            None => (!self.names.below(path).is_empty()).then_some(EntryKind::Directory),
        })
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>> {
        self.blob(path)
    }

    fn content_id(&self, path: &RelPath) -> Option<ContentId> {
        let (_, staged) = self.names.get(self.names.position(path)?)?;
        matches!(staged.what, What::File { .. })
            .then(|| ContentId::of_blob(staged.id.as_slice()))
            .flatten()
    }

    fn read_link(&self, path: &RelPath) -> Result<String> {
        String::from_utf8(self.blob(path)?)
            .map_err(|_| Error::input(format!("the target of the symlink {path} is not UTF-8")))
    }

    fn list(&self, folder: &RelPath) -> Result<Vec<(Arc<str>, EntryKind)>> {
        let entry = |child| match child {
            Child::Entry(name, _, Staged { what: What::Unnameable, .. }) => {
                Err(unnameable(folder, name))
            }
            Child::Entry(name, _, staged) => Ok((Arc::from(name), kind_of(staged.what))),
            Child::Folder(name) => Ok((Arc::from(name), EntryKind::Directory)),
        };
        self.names.children(folder).into_iter().map(entry).collect()
    }

    fn files(&self, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Vec<RelPath>> {
        let files = self.names.iter().filter(|(_, staged)| kind_of(staged.what).is_file());
        Ok(files.map(|(path, _)| path).filter(|path| wanted(path)).cloned().collect())
    }

    fn hidden(&self, path: &RelPath) -> Result<Option<Hidden>> {
        if fsx::lstat(&path.under(&self.top))?.is_none() {
            return Ok(None);
        }
        Ok(Some(match self.seen {
            Seen::Staged => Hidden::NotStaged,
            _ => Hidden::NotCommitted,
        }))
    }

    fn changed(&self, since: Since<'_>, wanted: &dyn Fn(&RelPath) -> bool) -> Result<Changed> {
        let side = match &self.seen {
            Seen::Revision(commit) => Side::Commit(commit),
            _ => Side::Index(self.index.as_deref()),
        };
        changed(&self.top, since, side, wanted)
    }

    fn root_dir(&self) -> Option<&Path> {
        (self.seen == Seen::Staged).then_some(&self.top)
    }

    fn seen(&self) -> Seen {
        self.seen.clone()
    }
}
