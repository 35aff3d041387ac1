//! What is known of a host without evaluating it.

use schemars::JsonSchema;
use serde::Serialize;

/// Which configuration system builds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HostKind {
    /// `nixosConfigurations`, or a node of a colmena hive.
    Nixos,
    /// `darwinConfigurations`.
    Darwin,
    /// `homeConfigurations`.
    Home,
}

/// Who said a value; earlier ones win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Authority {
    /// The inventory (`fleet.nix`).
    Inventory,
    /// A `nixward.*` NixOS option.
    Options,
    /// `deployment.*` of a colmena node.
    Colmena,
    /// `deploy.nodes.*` of deploy-rs.
    DeployRs,
    /// The flake's outputs themselves.
    Flake,
    /// An evaluation.
    Facts,
}

impl Authority {
    /// In words for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inventory => "the inventory",
            Self::Options => "nixward options",
            Self::Colmena => "colmena",
            Self::DeployRs => "deploy-rs",
            Self::Flake => "the flake",
            Self::Facts => "an evaluation",
        }
    }
}

/// A line of a file; lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Place {
    /// Path relative to the source root.
    pub file: String,
    /// Line.
    pub line: u32,
}

/// A value and who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// Who said it.
    pub by: Authority,
    /// Where.
    pub at: Option<Place>,
}

/// Something about a host that could not be known, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Unknown {
    /// One sentence, no trailing full stop.
    pub why: String,
    /// Where the unknown value stands.
    pub at: Option<Place>,
}

/// A host of the flake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its attribute name: the join key everywhere.
    pub name: String,
    /// Which configuration system builds it.
    pub kind: HostKind,
    /// How it was found, for people: `nixosConfigurations, from the folders of hosts/`.
    pub how: String,
    /// Where it is defined.
    pub at: Option<Place>,
    /// `x86_64-linux` and the like.
    pub system: Option<Said<String>>,
    /// `server`, `workstation`, ...
    pub role: Option<Said<String>>,
    /// Where it is reached: `user@address:port`, as far as given.
    pub target: Option<Said<String>>,
    /// How many modules its module list comes to, imports followed.
    pub modules: usize,
    /// The files its modules are made of, relative to the source root, sorted.
    pub files: Vec<String>,
    /// What could not be known; empty where the host is complete.
    pub unknown: Vec<Unknown>,
}

impl Host {
    /// Whether everything static about it is known.
    pub fn complete(&self) -> bool {
        self.unknown.is_empty()
    }
}
