//! What Nix remembers of sources that it has fetched.
//!
//! Some versions hash an immutable source again, reading every file of it, unless their cache has its
//! hash. Such a reading is none of the evaluation's, so they fetch in a process of their own first.
//! Each evaluation gets its own copy of that cache: what one of them adds to it would spare another
//! a reading that the trace must tell.

use std::path::Path;

use serde_json::{Value, json};

use super::snapshot::Snapshot;
use super::{Nix, Version, lock};
use crate::error::Result;
use crate::fsx::{self, PrivateDir};
use crate::tree::RelPath;

/// Versions from the first to before the second hash again.
const HASHING: std::ops::Range<Version> = Version(2, 20)..Version(2, 34);

/// Fetches each of a list of trees.
const FETCH: &str = include_str!("../expr/fetch.nix");

/// The cache of a Nix that has fetched the sources of a flake; none where it needs none.
pub(super) struct Fetched(Option<PrivateDir>);

impl Fetched {
    pub(super) fn new(nix: &Nix, snapshot: &Snapshot, dir: &RelPath) -> Result<Self> {
        if !HASHING.contains(&nix.version()?) {
            return Ok(Self(None));
        }
        let own = snapshot.store_path().display().to_string();
        let mut trees = vec![json!({ "path": own, "narHash": snapshot.nar_hash() })];
        for source in lock::sources(snapshot, dir, nix)? {
            trees.push(json!({ "path": source.path, "narHash": source.nar_hash }));
        }
        let private = PrivateDir::new()?;
        let program = nix
            .command()
            .env("NIX_CACHE_HOME", private.path())
            .env("XDG_CACHE_HOME", private.path())
            .args(["eval", "--json", "--argstr", "nixward", &Value::from(trees).to_string()])
            .args(["--expr", FETCH, "answer"]);
        program.bound()?.run()?;
        Ok(Self(Some(private)))
    }

    /// Gives an evaluation a copy of its own.
    pub(super) fn copy_to(&self, folder: &Path) -> Result<()> {
        match &self.0 {
            Some(private) => copy(private.path(), folder),
            None => Ok(()),
        }
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fsx::create_folder(to)?;
    for entry in fsx::list(from)? {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if fsx::lstat(&from)?.is_some_and(|metadata| metadata.is_dir()) {
            copy(&from, &to)?;
        } else {
            std::fs::copy(&from, &to).map_err(|source| fsx::error("copy", &from, source))?;
        }
    }
    Ok(())
}
