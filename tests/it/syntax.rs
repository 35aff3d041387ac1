//! `nixward::syntax` held against real Nix, against expected trees, and against nonsense.

mod depth;
mod golden;
mod lang;
pub mod parity;
mod show;
