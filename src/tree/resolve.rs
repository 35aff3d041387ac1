//! Following symlinks without leaving the source root.

use std::collections::VecDeque;

use super::{EntryKind, RelPath, Tree};
use crate::error::Result;

/// As many links as Nix follows before it speaks of a loop.
const LINKS_ALLOWED: usize = 1024;

/// Where a path leads once its symlinks are followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Something the flake sees; never a symlink.
    Found(RelPath, EntryKind),
    /// The flake sees nothing there; this path has no symlink among the parts that exist.
    Missing(RelPath),
    /// A symlink points out of the source root, where pure evaluation may not read.
    Leaves {
        /// The symlink.
        link: RelPath,
        /// Its target, as written.
        target: String,
    },
    /// The links go round, this one among them.
    Loop(RelPath),
}

/// Follows the links of every part, as the kernel would.
pub(super) fn resolve(tree: &Tree, path: &RelPath) -> Result<Resolved> {
    // Nothing stands behind a symlink (see `Tree::kind`): most paths have none to follow.
    match tree.kind(path)? {
        Some(kind) if kind != EntryKind::Symlink => Ok(Resolved::Found(path.clone(), kind)),
        _ => follow(tree, path),
    }
}

fn follow(tree: &Tree, path: &RelPath) -> Result<Resolved> {
    let mut waiting: VecDeque<String> = path.parts().map(str::to_owned).collect();
    let mut here = RelPath::root();
    let mut kind = EntryKind::Directory;
    let mut links = 0;
    let mut last: Option<(RelPath, String)> = None;
    while let Some(part) = waiting.pop_front() {
        // A path that goes on below a file names nothing, whatever follows.
        if kind != EntryKind::Directory {
            return Ok(Resolved::Missing(with_rest(&here, &part, &waiting)));
        }
        if part == ".." {
            match (here.parent(), &last) {
                (Some(parent), _) => here = parent,
                (None, Some((link, target))) => return Ok(leaves(link, target)),
                (None, None) => {}
            }
            continue;
        }
        let next = here.child(&part);
        match tree.kind(&next)? {
            None => return Ok(Resolved::Missing(with_rest(&here, &part, &waiting))),
            Some(EntryKind::Symlink) => {
                links += 1;
                if links > LINKS_ALLOWED {
                    return Ok(Resolved::Loop(next));
                }
                let target = tree.read_link(&next)?;
                if target.starts_with('/') {
                    return Ok(leaves(&next, &target));
                }
                for part in target.split('/').rev().filter(|part| !matches!(*part, "" | ".")) {
                    waiting.push_front(part.to_owned());
                }
                last = Some((next, target));
            }
            Some(found) => {
                here = next;
                kind = found;
            }
        }
    }
    Ok(Resolved::Found(here, kind))
}

fn leaves(link: &RelPath, target: &str) -> Resolved {
    Resolved::Leaves { link: link.clone(), target: target.to_owned() }
}

/// The missing path, as far as its text stays inside.
fn with_rest(here: &RelPath, part: &str, waiting: &VecDeque<String>) -> RelPath {
    waiting
        .iter()
        .try_fold(here.child(part), |path, part| path.join(part))
        .unwrap_or_else(|| here.child(part))
}
