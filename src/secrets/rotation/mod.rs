//! Rotation: another value, accepted before anybody uses it, and the old one gone when nobody does.
//!
//! `due -> minted -> accepted -> placed -> deployed -> verified -> retired -> purged`, journaled beside
//! the secret, so that whoever has the repository and the keys can go on:
//! - [`policy`]: what a rule says, as plain data,
//! - [`unit`]: what rotates together: a secret and those that are derived from it,
//! - [`state`]: how far it has come, without a value,
//! - [`engine`]: one step after the other, each of which may be done twice; back to the old value
//!   where the new one does not work,
//! - [`mint`]: new values,
//! - [`hook`]: executables of the repository; values reach them on file descriptors alone,
//! - [`probe`]: whether a value is accepted.

pub mod engine;
pub mod hook;
pub mod limit;
pub mod look;
pub mod mint;
pub mod policy;
pub mod probe;
pub mod state;
pub mod unit;

mod back;
mod begin;
mod deploy;
mod files;
mod forward;
mod read;
mod readers;
mod settings;
mod window;
