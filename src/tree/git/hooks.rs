//! Where git looks for the hooks of a work tree.

use std::path::{Path, PathBuf};

use super::command::git;
use super::repo::Repo;
use crate::error::Result;
use crate::fsx;

/// A folder of hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HooksFolder {
    /// Where it is; git makes it when it makes a repository, and nothing else does.
    pub path: PathBuf,
    /// Whether it belongs to this repository alone. `core.hooksPath` may name one that others share.
    pub own: bool,
}

/// Asks git, since any of its configuration files may say it.
pub(crate) fn folder(top: &Path) -> Result<HooksFolder> {
    let answer = git(top).args(["rev-parse", "--git-path", "hooks"]).run()?;
    let path = top.join(answer.text().trim_end_matches('\n'));
    let repo = Repo::open(top)?;
    let real = fsx::real(&path)?;
    let holds = |place: &Path| fsx::canonical(place).map(|place| real.starts_with(place));
    let own = holds(&repo.top)? || holds(&repo.common_dir)?;
    Ok(HooksFolder { path, own })
}
