//! Nix: the only place that runs it.
//!
//! - [`footprint`]: what an evaluation read of the flake, so that it need not run again until that
//!   changes,
//! - [`store_path`]: where the store keeps a source.

pub mod footprint;
pub mod store_path;
