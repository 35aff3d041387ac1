//! The options of the nixpkgs that a flake pins, and how new that is.

use super::release::{Moment, Release};
use super::table::Table;
use crate::flake::lock::{Attrs, Lock, Resolved};
use crate::fsx::Cache;
use crate::tree::{RelPath, Source};

/// A table beside `flake.nix`, which others can use too.
pub const FILE: &str = "nixward.options.tsv";

/// Changes with the form of a table, and with what is asked of Nix.
const MAKER: &str = "options 1";

/// What is known of the options of a flake.
#[derive(Debug, Default)]
pub struct Pinned {
    /// All options of the nixpkgs that it pins; none where nobody made that table.
    pub own: Option<Table>,
    /// How new every nixpkgs is that its hosts may be made with; empty where that is not known.
    pub moments: Vec<Moment>,
    /// Whether it has inputs besides nixpkgs, which may declare options too.
    pub others_declare: bool,
}

impl Pinned {
    /// Of the flake of this source. `cached` allows for the tables in this user's cache.
    pub fn of(source: &Source, cached: bool) -> Self {
        let Some(lock) = lock(source) else { return Self::default() };
        let inputs = || lock.root().inputs.iter();
        let hashes: Vec<&str> = pins(&lock).filter_map(|(_, it)| it.str("narHash")).collect();
        let only = hashes.first().filter(|first| hashes.iter().all(|hash| hash == *first));
        let own = only.filter(|_| hashes.len() == pins(&lock).count());
        Self {
            own: own.and_then(|hash| table(source, hash, cached)),
            moments: pins(&lock)
                .filter_map(|(original, locked)| moment(original, locked))
                .collect(),
            others_declare: inputs().count() > pins(&lock).count(),
        }
    }
}

/// The lock of a flake, as far as it can be read.
fn lock(source: &Source) -> Option<Lock> {
    let file = source.flake_dir.join("flake.lock")?;
    Lock::read(&source.tree.read(&file).ok()?).lock
}

/// Every nixpkgs among the inputs of a flake: as it was declared, and what it is locked to.
fn pins(lock: &Lock) -> impl Iterator<Item = (Option<&Attrs>, &Attrs)> {
    lock.root().inputs.iter().filter_map(|input| {
        let Resolved::Node(id) = input.resolved else { return None };
        let node = lock.node(id);
        let locked = node.locked.as_ref().filter(|locked| locked.is_nixpkgs())?;
        Some((node.original.as_ref(), locked))
    })
}

/// How new a locked nixpkgs is.
fn moment(original: Option<&Attrs>, locked: &Attrs) -> Option<Moment> {
    let branch = original.and_then(|original| original.str("ref"));
    let url = original.and_then(|original| original.str("url"));
    let mut words = branch.into_iter().chain(url).flat_map(|text| text.split(['/', '-']));
    let release = words.find_map(|word| word.parse::<Release>().ok());
    release.map(Moment::Release).or_else(|| locked.last_modified().map(Moment::Day))
}

/// The table of a nixpkgs of that hash: beside the flake, or of an earlier run.
fn table(source: &Source, hash: &str, cached: bool) -> Option<Table> {
    let beside = || {
        let text = source.tree.read_text(&source.flake_dir.join(FILE)?).ok()?;
        Table::read(&text).ok().filter(|table| is_of(table, hash))
    };
    let kept = || {
        let text = String::from_utf8(cache()?.read(hash.as_bytes())?).ok()?;
        Table::read(&text).ok()
    };
    beside().or_else(|| if cached { kept() } else { None })
}

/// Whether a table is of the nixpkgs of that hash.
fn is_of(table: &Table, hash: &str) -> bool {
    table.sources.iter().any(|source| source.what.split(' ').any(|word| word == hash))
}

/// Where tables are kept by the hash of their nixpkgs.
pub fn cache() -> Option<Cache> {
    Cache::of_user("options", MAKER)
}

/// The inputs of a flake that are nixpkgs, with the hash of each.
pub fn hashes(source: &Source) -> Vec<(String, String)> {
    let Some(lock) = lock(source) else { return Vec::new() };
    let named = lock.root().inputs.iter().filter_map(|input| {
        let Resolved::Node(id) = input.resolved else { return None };
        let locked = lock.node(id).locked.as_ref().filter(|locked| locked.is_nixpkgs())?;
        Some((input.name.clone(), locked.str("narHash")?.to_owned()))
    });
    named.collect()
}

/// Where the table beside the flake lies.
pub fn file(source: &Source) -> RelPath {
    source.flake_dir.join(FILE).unwrap_or_else(RelPath::root)
}
