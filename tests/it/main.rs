//! The one integration test binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unnecessary_debug_formatting,
    reason = "a test fails by panicking, and looks at files and programs from outside"
)]

mod alerts;
mod baseline;
mod cases;
mod changed;
mod check;
mod ci;
mod completions;
mod corpus;
mod dice;
mod docs;
mod evaluate;
mod evaluated;
mod flake;
mod footprint;
mod fsx;
mod fuzz;
mod harness;
mod hidden;
mod hooks;
mod house;
mod impact;
mod init;
mod layers;
mod live;
mod managers;
mod modules;
mod nix;
mod options;
mod proc;
mod pure;
mod remembered;
mod render;
mod roles;
mod rotate;
mod seal;
mod ssh;
mod status;
mod stores;
mod streams;
mod summaries;
mod syntax;
mod tree;
mod watch;
