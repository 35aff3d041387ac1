//! Which files git could bring back.

use std::collections::BTreeSet;
use std::path::Path;

use super::command::git;
use crate::error::Result;
use crate::tree::RelPath;

/// Those of the files that the commit which is checked out does not have as they are: new, ignored or
/// changed ones.
pub(crate) fn uncommitted(top: &Path, files: &[RelPath]) -> Result<BTreeSet<RelPath>> {
    if files.is_empty() {
        return Ok(BTreeSet::new());
    }
    let output = git(top)
        .args(["status", "--porcelain=v1", "-z", "--no-renames"])
        .args(["--untracked-files=all", "--ignored=matching", "--"])
        .args(files.iter().map(|path| format!(":(top,literal){path}")))
        .run()?;
    Ok(parse(&output.text(), files))
}

/// Each entry is two letters, a blank and a path; a folder stands for all that is in it.
fn parse(status: &str, files: &[RelPath]) -> BTreeSet<RelPath> {
    let said: Vec<RelPath> = status
        .split('\0')
        .filter_map(|entry| RelPath::new(entry.get(3..)?.trim_end_matches('/')))
        .collect();
    let is_said = |file: &&RelPath| said.iter().any(|path| file.starts_with(path));
    files.iter().filter(is_said).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_lists_it_does_not_have() {
        let files: Vec<RelPath> =
            ["a", "b c", "d/e", "f"].iter().filter_map(|path| RelPath::new(path)).collect();
        let found = parse("?? a\0 M b c\0!! d/\0", &files);
        let found: Vec<&str> = found.iter().map(RelPath::as_str).collect();
        assert_eq!(found, ["a", "b c", "d/e"]);
    }
}
