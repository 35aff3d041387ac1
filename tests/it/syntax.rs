//! `nixward::syntax` held against real Nix, against expected trees, and against nonsense.

mod depth;
mod lang;
mod parity;
mod show;
