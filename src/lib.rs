//! nixward: one tool for a fleet of NixOS machines that lives in one flake.
//!
//! Modules stand in layer order; a module may import only from layers above it in this list
//! (`tests/it/layers.rs` enforces it).

// L0: plain data
pub mod error;
pub mod model;
// L1: the machine
pub mod tree;
// L2: languages and tools
pub mod pure;
pub mod syntax;
// L3: what is known of a flake
pub mod flake;

use std::process::ExitCode;

/// Runs the command line of this process and returns its exit code (see [`error::Kind`]).
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
