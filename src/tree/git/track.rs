//! Telling git about new files.

use std::path::Path;

use super::command::git;
use crate::error::Result;
use crate::tree::RelPath;

/// Adds the names of files to the index, so that a flake sees them; their content is not staged.
pub(crate) fn intend_to_add(top: &Path, files: &[RelPath]) -> Result<()> {
    // Paths are literal: a host named `*` must not add its neighbours.
    let add = || git(top).env("GIT_LITERAL_PATHSPECS", "1").args(["add", "--intent-to-add"]);
    let names = || files.iter().map(RelPath::as_str);
    // Git adds some of the files before it refuses the others; a dry run refuses first.
    add().args(["--dry-run", "--"]).args(names()).run()?;
    add().arg("--").args(names()).run()?;
    Ok(())
}
