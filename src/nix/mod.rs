//! Nix: the only place that runs it.
//!
//! - [`Nix`] is the program and the settings that it is run with; `configuration` is all else that it
//!   takes settings from, `ask` what it is asked of a flake as a whole,
//! - [`evaluate`] asks it for the facts of one host, one process for each question,
//! - [`pool`] does that for many hosts, as many at a time as cores and memory allow,
//! - `message` reads what it says on stderr,
//! - [`footprint`]: what an evaluation read of the flake, so that it need not run again until that
//!   changes,
//! - [`store_path`]: where the store keeps a source.

mod ask;
pub mod closure;
mod configuration;
mod escape;
pub mod evaluate;
pub mod footprint;
mod memory;
mod message;
mod options;
pub mod pool;
mod program;
pub mod store_path;

pub use escape::percent;
pub use message::Places;
pub use options::Nixpkgs;
pub use program::{Nix, Settings, Version};
