//! `nixward::syntax` held against real Nix, against expected trees, and against nonsense.

mod parity;
mod show;
