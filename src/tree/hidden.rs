//! Why the flake does not see something.

use super::RelPath;
use crate::proc;

/// Why a path is absent for the flake although disk or index has something there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// On disk, unknown to git.
    Untracked,
    /// On disk, unknown to git and matched by an ignore rule.
    Ignored,
    /// A folder with nothing in it, which git cannot track.
    EmptyFolder,
    /// In the index, gone from disk.
    Deleted,
    /// On disk, not staged as it would be committed.
    NotStaged,
    /// On disk, not in the commit that is looked at.
    NotCommitted,
    /// Inside a submodule, which Nix leaves out unless asked.
    Submodule(RelPath),
    /// Below a symlink: git and Nix reach it only by its real path.
    BehindLink(RelPath),
}

impl Hidden {
    /// Half a sentence that says why.
    pub fn reason(&self) -> String {
        match self {
            Self::Untracked => "it is on disk, but git does not track it".into(),
            Self::Ignored => "it is on disk, but git ignores it".into(),
            Self::EmptyFolder => "it is an empty folder, which git cannot track".into(),
            Self::Deleted => "git tracks it, but it is deleted on disk".into(),
            Self::NotStaged => "it is on disk, but not staged".into(),
            Self::NotCommitted => "it is on disk, but not in this commit".into(),
            Self::Submodule(path) => format!("it lies in the submodule {path}"),
            Self::BehindLink(path) => format!("it lies behind the symlink {path}"),
        }
    }

    /// What the user can do so that the flake sees the path.
    pub fn help(&self, path: &RelPath) -> String {
        let quoted = proc::quote(path.as_str());
        match self {
            Self::Untracked => format!("show it to Nix: git add -N {quoted}"),
            Self::Ignored => format!("show it to Nix although it is ignored: git add -fN {quoted}"),
            Self::EmptyFolder => "put a file into it and show that to Nix: git add -N FILE".into(),
            Self::Deleted => format!("bring it back: git restore {quoted}"),
            Self::NotStaged | Self::NotCommitted => format!("stage it: git add {quoted}"),
            Self::Submodule(_) => {
                "include submodules: append ?submodules=1 to the flake's path, or set \
                 `inputs.self.submodules = true` in flake.nix"
                    .into()
            }
            Self::BehindLink(link) => format!("name it by its real path, not through {link}"),
        }
    }
}
