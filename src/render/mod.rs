//! Texts that nixward writes: all come from templates whose values the engine escapes.
//!
//! - [`engine`] fills a template for its language and reads the result back,
//! - [`start`] is what a new fleet and a new host are made of,
//! - [`ci`] is what checks the flake on a forge,
//! - [`header`] tells a file that somebody has edited from one that nobody has,
//! - [`hook`] is the script that git runs before a commit.

pub mod ci;
pub mod engine;
pub mod header;
pub mod hook;
pub mod start;

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where, relative to the flake's folder.
    pub path: String,
    /// Its whole content.
    pub text: String,
}
