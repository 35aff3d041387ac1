//! Nix text: guarded, parsed, resolved into [`hir`]. The only owner of rnix.

pub mod globals;
pub mod hir;
