//! Git repositories: where their parts lie, their index, their work tree, what they have stored.

mod command;
mod ignored;
mod index;
mod repo;
mod snapshot;
mod state;
mod worktree;

pub(super) use snapshot::Snapshot;
pub use state::GitState;
pub(super) use state::state;
pub(super) use worktree::{WorkTree, unnameable};
