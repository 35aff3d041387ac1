//! `nixward::syntax` held against real Nix, against expected trees, and against nonsense.

mod lang;
mod parity;
mod show;
