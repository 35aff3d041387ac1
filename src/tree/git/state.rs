//! Whether a work tree is clean, and at which commit.

use std::path::Path;

use super::command::git;
use crate::error::{Error, Result};

/// Where a work tree stands in its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitState {
    /// The commit that is checked out; none before the first.
    pub commit: Option<String>,
    /// Whether tracked files differ from it. Untracked files and submodules do not count, for Nix
    /// neither.
    pub dirty: bool,
    /// Whether it is dirty by its index alone: files that it has lost and was told about again (`git
    /// rm --cached`, `git add -N`) are as in the commit. `git status` tells of them, `git diff HEAD`
    /// does not.
    pub differs_in_index_alone: bool,
}

impl GitState {
    /// Of a work tree in which nothing differs from a commit.
    pub(in crate::tree) fn clean(commit: &str) -> Self {
        Self { commit: Some(commit.to_owned()), dirty: false, differs_in_index_alone: false }
    }
}

/// How `git status` begins the line of a file that the index has lost and was told about again.
const TOLD_AGAIN: &str = "1 DA ";

/// Asks git, which looks at every tracked file.
pub(crate) fn state(top: &Path) -> Result<GitState> {
    let output = git(top)
        .args(["status", "--porcelain=v2", "--branch", "-z"])
        .args(["--untracked-files=no", "--ignore-submodules=all"])
        .run()?;
    let mut state = parse(&output.text());
    if state.differs_in_index_alone {
        let differs = git(top).args(["diff", "HEAD", "--name-only", "--ignore-submodules=all"]);
        state.differs_in_index_alone = differs.run()?.text().trim().is_empty();
    }
    Ok(state)
}

/// What a commit says of itself and of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// When it was made, in seconds since 1970.
    pub time: i64,
    /// Commits that lead to it, itself included; none where the clone is shallow.
    pub commits: Option<u64>,
}

/// Asks git about a commit.
pub(crate) fn history(top: &Path, commit: &str) -> Result<History> {
    let number = |args: &[&str]| -> Result<String> {
        Ok(git(top).args(args).arg(commit).run()?.text().trim().to_owned())
    };
    let strange = |text: String| {
        Error::tool(format!("git says something strange of the commit {commit}")).because(text)
    };
    let time = number(&["log", "-1", "--format=%ct"])?;
    let time = time.parse().map_err(|_| strange(time))?;
    let shallow = git(top).args(["rev-parse", "--is-shallow-repository"]).run()?;
    if shallow.text().trim() == "true" {
        return Ok(History { time, commits: None });
    }
    let commits = number(&["rev-list", "--count"])?;
    Ok(History { time, commits: Some(commits.parse().map_err(|_| strange(commits))?) })
}

/// What the lines say; of files that the index was told about again they do not say whether they are as
/// in the commit.
fn parse(status: &str) -> GitState {
    let mut state = GitState { commit: None, dirty: false, differs_in_index_alone: false };
    for line in status.split('\0').filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            None => {
                let told_again = line.starts_with(TOLD_AGAIN);
                state.differs_in_index_alone =
                    told_again && (state.differs_in_index_alone || !state.dirty);
                state.dirty = true;
            }
            Some(header) => {
                let commit = header.strip_prefix("branch.oid ").filter(|oid| *oid != "(initial)");
                state.commit = commit.map(str::to_owned).or(state.commit);
            }
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn headers_and_changes_are_told_apart() {
        let clean = parse("# branch.oid abc\0# branch.head main\0");
        assert_eq!((clean.commit.as_deref(), clean.dirty), (Some("abc"), false));
        let again = parse("# branch.oid abc\x001 DA N... x\x001 DA N... y\0");
        assert_eq!((again.dirty, again.differs_in_index_alone), (true, true));
        let mixed = ["1 DA N... x\x001 .M N... y\0", "1 .M N... y\x001 DA N... x\0"];
        assert!(mixed.iter().all(|text| !parse(text).differs_in_index_alone));
        let first = parse("# branch.oid (initial)\0# branch.head main\x001 A. N... x\0");
        assert_eq!((first.commit, first.dirty), (None, true));
    }
}
