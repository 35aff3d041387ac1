//! What an answer is a function of, besides the files that were read.

use std::collections::BTreeMap;

use super::CALL_FLAKE;
use super::aspect::content_digest;
use super::metadata::Metadata;
use crate::error::Result;
use crate::nix::Nix;

/// Named parts, so that it can be told which one differs:
/// - `nix`: which program it is, by its place, size and time,
/// - `nix settings`: the text of all its settings, from files and environment,
/// - `the kind of tree`: the attributes that `self` has for it. That one is absent (`self.rev or
///   "dirty"`) is never told by a use.
pub(super) fn parts(nix: &Nix, metadata: &Metadata<'_>) -> Result<BTreeMap<String, String>> {
    let parts = [
        ("nix", nix.identity().to_owned()),
        ("nix settings", content_digest(nix.configuration()?.as_bytes())),
        ("the kind of tree", metadata.names()?.join(" ")),
    ];
    Ok(parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The digest of all Nix text that an evaluation runs.
pub(super) fn question(text: &str) -> String {
    content_digest(format!("{CALL_FLAKE}\0{text}").as_bytes())
}

/// The name of the file that has the answers about a host of a flake.
pub(super) fn place(root: &str, dir: &str, host: &str) -> String {
    content_digest(format!("{root}\0{dir}\0{host}").as_bytes())
}
