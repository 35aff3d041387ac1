//! `nixward::syntax` held against real Nix, against expected trees, and against nonsense.

mod depth;
mod fuzz;
mod golden;
mod lang;
mod parity;
mod show;
