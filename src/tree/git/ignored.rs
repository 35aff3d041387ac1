//! Whether git would ignore an untracked path; only for telling the user why it is not seen.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::repo::Repo;
use crate::tree::RelPath;

/// Whether the path, or a folder above it, is matched by a `.gitignore`, the repository's
/// `info/exclude` or the user's own excludes file. Rules that cannot be read do not match.
pub(crate) fn is_ignored(repo: &Repo, path: &RelPath, is_folder: bool) -> bool {
    let mut prefixes: Vec<RelPath> =
        std::iter::successors(Some(path.clone()), RelPath::parent).collect();
    prefixes.pop(); // the root
    // Outermost first: below an ignored folder nothing can be seen again.
    prefixes.iter().rev().any(|prefix| {
        let is_folder = is_folder || prefix != path;
        decides(repo, prefix, is_folder)
    })
}

/// The innermost rule file that matches decides.
fn decides(repo: &Repo, path: &RelPath, is_folder: bool) -> bool {
    let folders = std::iter::successors(path.parent(), RelPath::parent);
    let on_disk = path.under(&repo.top);
    for folder in folders {
        let folder = folder.under(&repo.top);
        let rules = rules(&folder, folder.join(".gitignore"));
        let answer = rules.matched(&on_disk, is_folder);
        if !answer.is_none() {
            return answer.is_ignore();
        }
    }
    let exclude = rules(&repo.top, repo.common_dir.join("info/exclude"));
    let answer = exclude.matched(&on_disk, is_folder);
    if !answer.is_none() {
        return answer.is_ignore();
    }
    // The user's rules are relative to any work tree.
    Gitignore::global().0.matched(path.as_str(), is_folder).is_ignore()
}

fn rules(folder: &Path, file: PathBuf) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    let _unreadable_rules_do_not_match = builder.add(file);
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
