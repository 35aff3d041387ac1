//! 2xx: `flake.nix` and `flake.lock`.

pub mod nw201_flake_not_literal;
pub mod nw202_unknown_flake_attribute;
pub mod nw203_no_outputs;
pub mod nw204_bad_reference;
pub mod nw205_follows_and_url;
pub mod nw206_no_lock;
pub mod nw207_unreadable_lock;
pub mod nw208_unknown_lock_version;
pub mod nw209_dangling_lock_node;
pub mod nw210_lock_follows_nowhere;
pub mod nw211_lock_out_of_date;
pub mod nw212_lock_disagrees;
pub mod nw213_follows_nowhere;
pub mod nw214_undeclared_input;
pub mod nw215_outputs_arguments;
pub mod nw216_unused_input;
pub mod nw217_unlocked_input;
pub mod nw218_path_outside;
pub mod nw219_old_nixpkgs;
pub mod nw220_orphaned_lock_node;
pub mod nw221_override_nowhere;
pub mod nw222_second_nixpkgs;
pub mod nw223_locked_twice;

mod sources;
mod uses;

use super::input::Flake;
use super::sink::Sink;
use crate::flake::lock::{self, Reading};
use crate::flake::manifest::ProblemKind;

/// Reports the problems of `flake.nix` of one kind, as the reader worded them.
fn problems(flake: &Flake<'_>, kind: ProblemKind, sink: &mut Sink<'_>, help: &str) {
    for problem in flake.manifest.problems.iter().filter(|problem| problem.kind == kind) {
        sink.at(problem.span, problem.message.clone()).help(help);
    }
}

/// Reports the problems of `flake.lock` of one kind, as the reader worded them.
fn lock_problems(
    flake: &Flake<'_>,
    reading: &Reading,
    kind: lock::ProblemKind,
    sink: &mut Sink<'_>,
    help: &str,
) {
    for problem in reading.problems.iter().filter(|problem| problem.kind == kind) {
        let file = flake.lock_file.as_str();
        sink.in_file(file, Some(problem.span), problem.message.clone()).help(help);
    }
}
