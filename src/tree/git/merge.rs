//! What a merge needs of git: where a version of a file came from, and who merges files of a kind.

use std::path::Path;

use super::command::git;
use crate::error::Result;
use crate::tree::RelPath;

/// The commits that brought this content to a path, the newest first; of all branches, since that
/// which is being merged is one of them.
pub(crate) fn origins(top: &Path, content: &Path, path: &RelPath) -> Result<Vec<String>> {
    let id = git(top).args(["hash-object", "--no-filters", "--"]).arg(content).run()?;
    let log = git(top)
        .args(["log", "--all", "--format=%H"])
        .arg(format!("--find-object={}", id.text().trim()))
        .arg("--")
        .arg(format!(":(top,literal){path}"))
        .run()?;
    Ok(log.text().lines().map(str::to_owned).collect())
}

/// Sets the program that merges the files which `.gitattributes` gives it, in this clone.
pub(crate) fn set_driver(top: &Path, name: &str, says: &str, command: &str) -> Result<()> {
    for (key, value) in [("name", says), ("driver", command)] {
        git(top).args(["config", "--local", &format!("merge.{name}.{key}"), value]).run()?;
    }
    Ok(())
}
