//! The options of the nixpkgs that a flake pins, and how new that is.

use super::release::{Moment, Release};
use super::table::Table;
use crate::error::{Error, Result};
use crate::flake::lock::{Attrs, Lock, Node, Resolved};
use crate::fsx::Cache;
use crate::tree::Source;

/// A table beside `flake.nix`, which others can use too.
const FILE: &str = "nixward.options.tsv";

/// The input that is nixpkgs wherever it comes from.
const NIXPKGS: &str = "nixpkgs";

/// Changes with the form of a table, and with what is asked of Nix.
const MAKER: &str = "options 1";

/// A nixpkgs among the inputs of a flake.
#[derive(Clone, Debug)]
pub struct Pin {
    /// The name of the input.
    pub input: String,
    /// The hash of what it is locked to.
    pub nar_hash: String,
    /// What it is locked to: `locked` of the lock, as JSON.
    pub locked: String,
    /// How new it is; none where the lock does not say.
    pub moment: Option<Moment>,
}

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
        let inputs = lock.root().inputs.len();
        let pins: Vec<(&str, &Node)> = pins(&lock).collect();
        let locked = || pins.iter().filter_map(|(_, node)| node.locked.as_ref());
        let mut hashes: Vec<&str> = locked().filter_map(|it| it.str("narHash")).collect();
        hashes.dedup();
        let own = match hashes[..] {
            // With two of them it is not told which one a host is made with.
            [hash] if locked().all(|it| it.str("narHash").is_some()) => table(source, hash, cached),
            _ => None,
        };
        let moments = pins.iter().filter_map(|(_, node)| moment(node)).collect();
        Self { own, moments, others_declare: inputs > pins.len() }
    }
}

/// Every nixpkgs among the inputs of a flake, as its lock has them.
///
/// # Errors
/// A lock that cannot be read.
pub fn pins_of(source: &Source) -> Result<Vec<Pin>> {
    let Some(file) = source.flake_dir.join("flake.lock") else { return Ok(Vec::new()) };
    if source.tree.kind(&file)?.is_none() {
        return Ok(Vec::new());
    }
    let text = source.tree.read_text(&file)?;
    let broken = || Error::input(format!("{file} cannot be read")).hint("nixward check");
    let lock = Lock::read(text.as_bytes()).lock.ok_or_else(broken)?;
    let json: serde_json::Value = serde_json::from_str(&text).map_err(|_| broken())?;
    let pin = |(input, node): (&str, &Node)| {
        let locked = json.get("nodes")?.get(&node.name)?.get("locked")?;
        let nar_hash = node.locked.as_ref()?.str("narHash")?.to_owned();
        let moment = moment(node);
        Some(Pin { input: input.to_owned(), nar_hash, locked: locked.to_string(), moment })
    };
    Ok(pins(&lock).filter_map(pin).collect())
}

/// The lock of a flake, as far as it can be read.
fn lock(source: &Source) -> Option<Lock> {
    let file = source.flake_dir.join("flake.lock")?;
    Lock::read(&source.tree.read(&file).ok()?).lock
}

/// Every nixpkgs among the inputs of a flake, with its name there.
fn pins(lock: &Lock) -> impl Iterator<Item = (&str, &Node)> {
    lock.root().inputs.iter().filter_map(|input| {
        let Resolved::Node(id) = input.resolved else { return None };
        let node = lock.node(id);
        let is_nixpkgs = input.name == NIXPKGS || node.locked.as_ref()?.is_nixpkgs();
        is_nixpkgs.then_some((input.name.as_str(), node))
    })
}

/// How new a locked nixpkgs is.
fn moment(node: &Node) -> Option<Moment> {
    let original = node.original.as_ref();
    let texts = ["ref", "url"].into_iter().filter_map(|name| original?.str(name));
    let mut words = texts.flat_map(|text| text.split(['/', '-']));
    let release = words.find_map(|word| word.parse::<Release>().ok());
    let day = || node.locked.as_ref().and_then(Attrs::last_modified);
    release.map(Moment::Release).or_else(|| day().map(Moment::Day))
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
