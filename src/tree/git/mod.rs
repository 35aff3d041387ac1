//! Git repositories: where their parts lie, their index, their work tree, what they have stored.

mod branch;
mod changes;
mod command;
mod committed;
mod hooks;
mod ignored;
mod index;
mod merge;
mod past;
mod repo;
mod snapshot;
mod standing;
mod state;
mod track;
mod worktree;

pub(super) use branch::main_branch;
pub(super) use changes::{Changed, Since, Was, parting};
pub(super) use committed::uncommitted;
pub use hooks::HooksFolder;
pub(super) use hooks::folder as hooks_folder;
pub(super) use index::Compared;
pub(super) use merge::{origins, set_driver};
pub use past::{Commits, Past, Version};
pub(super) use repo::Repo;
pub(super) use snapshot::Snapshot;
pub(super) use standing::{Standing, is_index};
pub use state::{GitState, History};
pub(super) use state::{history, state};
pub(super) use track::intend_to_add;
pub(super) use worktree::{WorkTree, unnameable};
