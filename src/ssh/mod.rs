//! Talking to hosts over ssh: the only place that owns the openssh crate, and the runtime it needs.
//!
//! - [`Ssh`] knows how each host is reached. It writes one `ssh_config` for the whole run, which ends
//!   in the user's own, with strict host keys: those of the inventory where it has them.
//! - [`Connection`] is one login for any number of scripts; it ends with the run.
//! - [`Ssh::fresh`] is a login that shares nothing with another, to prove that a host still lets us in.
//! - [`Failure`] tells a host that does not answer from one that must not be believed.
//!
//! The runtime lives on one thread; everything here blocks, for as long as it was given.

mod config;
mod connection;
mod failure;
mod fresh;
mod http;
mod runtime;
mod target;

pub use connection::{Connection, Ran, Ssh};
pub use failure::Failure;
pub use http::Answer;
pub use target::Target;
