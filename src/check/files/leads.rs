//! Where a path leads in the tree that the flake sees.

use super::demands::{Demand, Wants};
use crate::check::input::Placed;
use crate::tree::{EntryKind, Hidden, RelPath, Resolved, Tree};

/// Why a path does not lead to what is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// There is nothing of that name.
    Nothing(RelPath),
    /// It is there and the flake does not see it.
    Unseen(RelPath, Hidden),
    /// Only another spelling of the name is there.
    OtherCase(RelPath),
    /// It goes out of the source root.
    Outside,
    /// It is a folder that holds no `default.nix`.
    NoDefault(RelPath),
    /// It lies in a submodule.
    InSubmodule(RelPath),
    /// A symlink on the way points at nothing, out of the source root, or round.
    BadLink {
        /// The symlink.
        link: RelPath,
        /// Its target, as written.
        target: String,
    },
}

/// Follows a path from a file; none where it leads to what is needed, or where that cannot be told.
pub fn follow(file: &Placed<'_>, demand: &Demand) -> Option<Lead> {
    let folder = file.path.parent().unwrap_or_else(RelPath::root);
    let Some(path) = folder.join(&demand.path) else { return Some(Lead::Outside) };
    let tree = file.tree;
    match tree.resolve(&path).ok()? {
        Resolved::Found(found, EntryKind::Directory) if demand.wants == Wants::Nix => {
            let default = found.join("default.nix")?;
            match tree.resolve(&default).ok()? {
                Resolved::Found(..) => None,
                // What makes the folder whole may be there, only not for git.
                Resolved::Missing(default) => match tree.hidden(&default).ok()? {
                    Some(hidden) => Some(unseen(default, hidden)),
                    None => Some(Lead::NoDefault(found)),
                },
                Resolved::Leaves { link, target } => Some(Lead::BadLink { link, target }),
                Resolved::Loop(link) => bad_link(tree, link),
            }
        }
        Resolved::Found(..) => None,
        Resolved::Missing(missing) => absent(tree, &path, missing),
        Resolved::Leaves { link, target } => Some(Lead::BadLink { link, target }),
        Resolved::Loop(link) => bad_link(tree, link),
    }
}

fn absent(tree: &Tree, asked: &RelPath, missing: RelPath) -> Option<Lead> {
    if let Some(link) = dangling_link(tree, asked) {
        return Some(link);
    }
    if let Some(hidden) = tree.hidden(&missing).ok()? {
        return Some(unseen(missing, hidden));
    }
    Some(other_case(tree, &missing).map_or(Lead::Nothing(missing), Lead::OtherCase))
}

fn unseen(path: RelPath, hidden: Hidden) -> Lead {
    match hidden {
        Hidden::Submodule(submodule) => Lead::InSubmodule(submodule),
        hidden => Lead::Unseen(path, hidden),
    }
}

fn bad_link(tree: &Tree, link: RelPath) -> Option<Lead> {
    let target = tree.read_link(&link).ok()?;
    Some(Lead::BadLink { link, target })
}

/// A symlink among the parts of a path that itself leads nowhere.
fn dangling_link(tree: &Tree, path: &RelPath) -> Option<Lead> {
    let mut here = RelPath::root();
    for part in path.parts() {
        here = here.join(part)?;
        if tree.kind(&here).ok()? == Some(EntryKind::Symlink)
            && matches!(tree.resolve(&here), Ok(Resolved::Missing(_)))
        {
            return bad_link(tree, here);
        }
    }
    None
}

/// The path that is there if the case of letters does not count.
fn other_case(tree: &Tree, path: &RelPath) -> Option<RelPath> {
    let mut here = RelPath::root();
    for part in path.parts() {
        let names = tree.list(&here).ok()?;
        let same = names.iter().find(|(name, _)| &**name == part);
        let (name, _) = same.or_else(|| {
            names.iter().find(|(name, _)| name.to_lowercase() == part.to_lowercase())
        })?;
        here = here.join(name)?;
    }
    Some(here)
}
