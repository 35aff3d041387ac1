//! What a change does to hosts.

use schemars::JsonSchema;
use serde::Serialize;

/// A package that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PackageChange {
    /// Its name.
    pub name: String,
    /// The versions before; empty where it is new.
    pub before: Vec<String>,
    /// The versions after; empty where it is gone.
    pub after: Vec<String>,
    /// By how many bytes it grows; null where nothing is built.
    pub bytes: Option<i64>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// What is on the machine: both systems are built.
    Closure,
    /// What is needed to build them, so more than will be on the machine.
    Derivations,
}

/// How the packages of two systems differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PackageChanges {
    /// What was compared.
    pub basis: Basis,
    /// What differs, by name.
    pub packages: Vec<PackageChange>,
    /// Bytes of the closure before and after; null where nothing is built.
    pub bytes: Option<[u64; 2]>,
}

/// What becomes of the system of a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SystemChange {
    /// It stays as it is, to the byte.
    Same,
    /// It becomes another.
    Changed,
    /// The host is new.
    Added,
    /// The host is gone.
    Removed,
    /// It cannot be told, for this reason.
    Unknown(String),
}
