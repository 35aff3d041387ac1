//! Whether a work tree is clean, and at which commit.

use std::path::Path;

use super::command::git;
use crate::error::Result;

/// Where a work tree stands in its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitState {
    /// The commit that is checked out; none before the first.
    pub commit: Option<String>,
    /// Whether tracked files differ from it. Untracked files and submodules do not count, for Nix
    /// neither.
    pub dirty: bool,
}

/// Asks git, which looks at every tracked file.
pub(crate) fn state(top: &Path) -> Result<GitState> {
    let output = git(top)
        .args(["status", "--porcelain=v2", "--branch", "-z"])
        .args(["--untracked-files=no", "--ignore-submodules=all"])
        .run()?;
    Ok(parse(&output.text()))
}

fn parse(status: &str) -> GitState {
    let mut state = GitState { commit: None, dirty: false };
    for line in status.split('\0').filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            None => state.dirty = true,
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
        let first = parse("# branch.oid (initial)\0# branch.head main\x001 A. N... x\0");
        assert_eq!((first.commit, first.dirty), (None, true));
    }
}
