//! Texts that nixward writes: all come from templates whose values the engine escapes.
//!
//! - [`engine`] fills a template for its language and reads the result back,
//! - [`start`] is what a new fleet and a new host are made of,
//! - [`ci`] is what checks the flake on a forge,
//! - [`header`] tells a file that somebody has edited from one that nobody has,
//! - [`hook`] is the script that git runs before a commit,
//! - [`fleet`] is what follows from the inventory: modules and files of each [`Area`],
//! - [`promtail`] makes Alloy's configuration of Promtail's,
//! - [`pretty`] puts Nix into its official style,
//! - [`manifest`] lists what was rendered, [`compare`] holds it against what would be.

mod area;
pub mod ci;
pub mod compare;
pub mod engine;
pub mod fleet;
pub mod header;
pub mod hook;
mod logging;
pub mod manifest;
mod monitoring;
pub mod pretty;
pub mod promtail;
pub mod start;

pub use area::Area;

/// docs/alerts.md: what a fleet is warned of.
pub fn alerts_page() -> String {
    monitoring::alerts::page::page()
}

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where, relative to the flake's folder.
    pub path: String,
    /// Its whole content.
    pub text: String,
}
