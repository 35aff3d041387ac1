//! What files were, as git's history has them.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::command::{Objects, git};
use crate::error::{Error, Result};
use crate::tree::RelPath;

/// Paths more than which are not named to git, which is asked for all then.
const NAMED: usize = 500;

/// As much as git may say of its history, in bytes.
const LIMIT: usize = 1 << 30;

/// Marks the line of a commit among those of its files.
const COMMIT: char = '\u{1}';

/// What a file came to hold in a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Where it lay.
    pub path: RelPath,
    /// The name of its content; none where the commit took the file away.
    pub content: Option<String>,
    /// The commit.
    pub commit: String,
    /// When that was made, in seconds since 1970.
    pub time: i64,
}

/// Which commits are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commits {
    /// Those that lead to the one that is checked out.
    Here,
    /// Those of every branch, tag and stash, too.
    All,
}

/// The history of a repository.
pub struct Past {
    top: PathBuf,
    objects: Objects,
    /// Every content that regular files had, oldest first.
    pub versions: Vec<Version>,
    /// Whether the first commits are among them: not in a shallow clone.
    pub is_whole: bool,
}

impl Past {
    /// Reads which files changed when; those at `paths` alone, where it is not empty.
    pub(crate) fn read(top: &Path, commits: Commits, paths: &[RelPath]) -> Result<Self> {
        let mut program = git(top).stdout_limit(LIMIT).args([
            "log",
            "--reverse",
            "--topo-order",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--diff-merges=first-parent",
            "--format=%x01%H %ct",
            "-z",
        ]);
        if commits == Commits::All {
            program = program.arg("--all");
        }
        program = program.arg("--");
        if paths.len() <= NAMED {
            program = program.args(paths.iter().map(|path| format!(":(top,literal){path}")));
        }
        let wanted: HashSet<&RelPath> = paths.iter().collect();
        let mut versions =
            if has_no_commit(top, commits)? { Vec::new() } else { parse(&program.run()?.stdout)? };
        versions.retain(|version| wanted.is_empty() || wanted.contains(&version.path));
        let shallow = git(top).args(["rev-parse", "--is-shallow-repository"]).run()?;
        let is_whole = shallow.text().trim() != "true";
        Ok(Self { top: top.to_owned(), objects: Objects::of(top), versions, is_whole })
    }

    /// The sizes of contents, in the order of the versions; none where git does not have it, or the
    /// file is gone.
    pub fn sizes(&self) -> Result<Vec<Option<u64>>> {
        let mut wanted = String::new();
        for id in self.versions.iter().filter_map(|version| version.content.as_ref()) {
            let _ = writeln!(wanted, "{id}");
        }
        if wanted.is_empty() {
            return Ok(vec![None; self.versions.len()]);
        }
        let program = git(&self.top).args(["cat-file", "--batch-check=%(objectsize)"]);
        let answer = program.stdin(wanted).run()?;
        let text = answer.text();
        let mut sizes = text.lines().map(|line| line.parse().ok());
        let size =
            |version: &Version| version.content.as_ref().and_then(|_| sizes.next().flatten());
        Ok(self.versions.iter().map(size).collect())
    }

    /// What a file held.
    pub fn content(&self, version: &Version) -> Result<Vec<u8>> {
        match &version.content {
            Some(id) => self.objects.blob(id, version.path.as_str()),
            None => Ok(Vec::new()),
        }
    }
}

/// Whether there is no history yet, of which git says nothing but an error.
fn has_no_commit(top: &Path, commits: Commits) -> Result<bool> {
    let head = git(top).args(["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]).output()?;
    if head.status.success() || commits == Commits::Here {
        return Ok(!head.status.success());
    }
    let refs = git(top).args(["for-each-ref", "--count=1"]).run()?;
    Ok(refs.stdout.is_empty())
}

/// Reads what git says: a line for each commit, then for each of its files
/// `:MODE MODE ID ID STATUS`, a NUL, the path, a NUL.
fn parse(log: &[u8]) -> Result<Vec<Version>> {
    let strange = || Error::tool("git says something strange of its history");
    let mut versions = Vec::new();
    let mut at: Option<(String, i64)> = None;
    let mut fields = log.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    while let Some(field) = fields.next() {
        let field = field.trim_start_matches('\n');
        if let Some(commit) = field.strip_prefix(COMMIT) {
            let (id, time) = commit.split_once(' ').ok_or_else(strange)?;
            let time = time.trim().parse().map_err(|_| strange())?;
            at = Some((id.to_owned(), time));
            continue;
        }
        let Some(change) = field.strip_prefix(':') else { continue };
        let words: Vec<&str> = change.split(' ').collect();
        let [_, mode, _, id, _] = words[..] else { return Err(strange()) };
        let path = fields.next().ok_or_else(strange)?;
        let (commit, time) = at.clone().ok_or_else(strange)?;
        let is_file = mode.starts_with("100");
        let is_gone = mode == "000000";
        // A name that is not UTF-8 is none of the flake's.
        let Some(path) = RelPath::new(&path).filter(|_| is_file || is_gone) else { continue };
        let content = is_file.then(|| id.to_owned());
        versions.push(Version { path, content, commit, time });
    }
    Ok(versions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_belong_to_the_commit_before_them() {
        let log = "\u{1}aa 10\0\n:000000 100644 0 b1 A\0a.age\0:000000 120000 0 b2 A\0link\0\
                   \u{1}bb 20\0\n:100644 000000 b1 0 D\0a.age\0";
        let versions = parse(log.as_bytes()).unwrap();
        let told: Vec<_> = versions
            .iter()
            .map(|it| (it.path.as_str(), it.content.as_deref(), it.commit.as_str(), it.time))
            .collect();
        assert_eq!(told, [("a.age", Some("b1"), "aa", 10), ("a.age", None, "bb", 20)]);
        assert!(parse(b":100644 100644 a b M\0x\0").is_err());
    }
}
