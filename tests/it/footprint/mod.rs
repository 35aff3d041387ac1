//! What evaluations read, and that their answers are given again only while they hold.

mod fleet;
mod history;
mod kills;
mod mutations;
mod real;
mod sources;
mod trace;

use std::path::PathBuf;

use nixward::proc::trace::supervise_by;

/// The program that the tests are of stands between them and Nix.
fn supervised() {
    supervise_by(PathBuf::from(env!("CARGO_BIN_EXE_nixward")));
}
