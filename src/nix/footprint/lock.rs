//! Where the store keeps what a lock pins.

use std::path::Path;

use serde_json::Value;

use super::aspect::Files as _;
use super::snapshot::Snapshot;
use crate::error::{Error, Result};
use crate::fsx;
use crate::nix::store_path::source_path_in;
use crate::nix::{Nix, Version};
use crate::tree::RelPath;

/// Since this version a relative input is a part of its parent's source.
const RELATIVE_SINCE: Version = Version(2, 26);
/// Versions later than that and earlier than this one may say its `outPath` in either way.
const RELATIVE_KNOWN_AGAIN: Version = Version(2, 34);

/// A node that is a source of its own.
pub(super) struct Source {
    /// The node.
    pub(super) name: String,
    /// Where the store keeps it.
    pub(super) path: String,
    /// The hash of its NAR.
    pub(super) nar_hash: String,
}

/// A node of which the store has nothing.
pub(super) struct Absent {
    /// The node.
    pub(super) name: String,
    /// What it is locked to.
    pub(super) locked: Value,
    /// Where the store would keep it.
    pub(super) path: String,
}

/// The sources that the lock of a flake pins.
#[derive(Default)]
pub(super) struct Sources {
    /// Those that the store has.
    pub(super) present: Vec<Source>,
    /// Those that it has not.
    pub(super) absent: Vec<Absent>,
}

/// What the lock of a flake pins; nothing without a lock.
pub(super) fn sources(snapshot: &Snapshot, dir: &RelPath, nix: &Nix) -> Result<Sources> {
    let Some(file) = file(snapshot, dir) else { return Ok(Sources::default()) };
    read(&fsx::read(&file.under(snapshot.store_path()))?, nix)
}

/// The lock file, where there is one.
pub(super) fn file(snapshot: &Snapshot, dir: &RelPath) -> Option<RelPath> {
    let file = dir.join("flake.lock")?;
    snapshot.entry(&file).is_ok_and(|entry| entry.is_some()).then_some(file)
}

fn read(lock: &[u8], nix: &Nix) -> Result<Sources> {
    let unreadable = || {
        Error::input("flake.lock cannot be read").hint("nixward check says what is wrong with it")
    };
    let lock: Value = serde_json::from_slice(lock).map_err(|_| unreadable())?;
    let root = lock["root"].as_str().ok_or_else(unreadable)?;
    let nodes = lock["nodes"].as_object().ok_or_else(unreadable)?;
    let mut sources = Sources::default();
    for (name, node) in nodes.iter().filter(|(name, _)| *name != root) {
        let locked = &node["locked"];
        let relative = locked["type"] == "path"
            && locked["path"].as_str().is_some_and(|path| !path.starts_with('/'));
        if relative && node.get("parent").is_some() && nix.version()? >= RELATIVE_SINCE {
            let version = nix.version()?;
            if version > RELATIVE_SINCE && version < RELATIVE_KNOWN_AGAIN {
                return Err(Error::tool(format!(
                    "how this Nix calls the input `{name}` is not known"
                ))
                .because(
                    "it is relative to its flake, which Nix 2.27 to 2.33 may see in two ways",
                ));
            }
            continue;
        }
        let hash = locked["narHash"]
            .as_str()
            .filter(|_| !relative || nix.version().is_ok_and(|version| version < RELATIVE_SINCE));
        let path = hash.and_then(|hash| source_path_in(&nix.store_dir(), hash, "source"));
        let (Some(hash), Some(path)) = (hash, path) else {
            return Err(Error::input(format!(
                "flake.lock does not say what the input `{name}` contains"
            ))
            .because("it has no narHash")
            .hint("lock it anew: nix flake lock"));
        };
        if Path::new(&path).exists() {
            let nar_hash = hash.to_owned();
            sources.present.push(Source { name: name.clone(), path, nar_hash });
        } else {
            sources.absent.push(Absent { name: name.clone(), locked: locked.clone(), path });
        }
    }
    Ok(sources)
}
