//! Git repositories: where their parts lie, their index, their work tree.

mod ignored;
mod index;
mod repo;
mod worktree;

pub(super) use worktree::{WorkTree, unnameable};
