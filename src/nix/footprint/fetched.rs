//! What Nix remembers of sources that it has fetched.
//!
//! Some versions hash an immutable source again, reading every file of it, unless their cache has its
//! hash. Such a reading is none of the evaluation's, so they fetch in a process of their own first.
//! Each evaluation gets its own copy of that cache: what one of them adds to it would spare another
//! a reading that the trace must tell.

use std::path::Path;

use serde_json::{Value, json};

use super::lock::Source;
use super::snapshot::Snapshot;
use crate::error::Result;
use crate::fsx::{self, Cache, PrivateDir};
use crate::nix::{Nix, Version};
use crate::tree::RelPath;

/// Versions from the first to before the second hash again.
const HASHING: std::ops::Range<Version> = Version(2, 20)..Version(2, 34);

/// Fetches each of a list of trees.
const FETCH: &str = include_str!("../expr/fetch.nix");

/// The kind of cache that keeps what Nix remembers of inputs from run to run.
const KIND: &str = "fetched";

/// How the file begins that Nix remembers sources in.
const FILE: &str = "fetcher-cache";

/// The cache of a Nix that has fetched the sources of a flake; none where it needs none.
pub(super) struct Fetched(Option<PrivateDir>);

impl Fetched {
    pub(super) fn new(nix: &Nix, snapshot: &Snapshot, sources: &[Source]) -> Result<Self> {
        if !HASHING.contains(&nix.version()?) {
            return Ok(Self(None));
        }
        let private = PrivateDir::new()?;
        let inputs: Vec<Value> = sources
            .iter()
            .map(|source| json!({ "path": source.path, "narHash": source.nar_hash }))
            .collect();
        // Inputs are large and stay; the flake's own files are neither.
        let key = format!("{}\0{}", nix.identity(), Value::from(inputs.clone()));
        let kept = Cache::of_user(KIND, KIND);
        let known = kept.as_ref().and_then(|kept| kept.read(key.as_bytes()));
        if known.is_none_or(|entry| unpack(&entry, private.path()).is_none()) {
            fetch(nix, inputs, private.path())?;
            if let (Some(kept), Some(entry)) = (kept, pack(private.path())?) {
                // What is not kept is fetched again.
                drop(kept.write(key.as_bytes(), &entry));
            }
        }
        let own = snapshot.store_path().display().to_string();
        let own = json!({ "path": own, "narHash": snapshot.nar_hash() });
        fetch(nix, vec![own], private.path())?;
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

fn fetch(nix: &Nix, trees: Vec<Value>, cache: &Path) -> Result<()> {
    let program = nix
        .command()
        .env("NIX_CACHE_HOME", cache)
        .env("XDG_CACHE_HOME", cache)
        .args(["eval", "--json", "--argstr", "nixward", &Value::from(trees).to_string()])
        .args(["--expr", FETCH, "answer"]);
    program.bound()?.run().map(drop)
}

/// The file that Nix remembers sources in, after its name below the cache's folder and a zero byte.
fn pack(cache: &Path) -> Result<Option<Vec<u8>>> {
    for folder in ["", "nix"] {
        let folder = cache.join(folder);
        if fsx::stat(&folder)?.is_none() {
            continue;
        }
        for entry in fsx::list(&folder)? {
            let name = entry.path();
            let name = name.strip_prefix(cache).ok().and_then(Path::to_str);
            let file = entry.path();
            let is_it = file.extension().is_some_and(|end| end == "sqlite")
                && entry.file_name().to_string_lossy().starts_with(FILE);
            if let (Some(name), true) = (name, is_it) {
                let mut packed = name.as_bytes().to_vec();
                packed.push(0);
                packed.extend(fsx::read(&entry.path())?);
                return Ok(Some(packed));
            }
        }
    }
    Ok(None)
}

/// Puts it back; none where that cannot be.
fn unpack(packed: &[u8], cache: &Path) -> Option<()> {
    let end = memchr::memchr(0, packed)?;
    let name = RelPath::new(std::str::from_utf8(packed.get(..end)?).ok()?)?;
    let file = name.under(cache);
    fsx::create_folder(file.parent()?).ok()?;
    fsx::write(&file, packed.get(end + 1..)?).ok()
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
