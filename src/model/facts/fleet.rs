//! What evaluations say of a whole flake.

use std::collections::BTreeMap;

use super::Evaluated;

/// What evaluations say of the hosts of `nixosConfigurations`.
#[derive(Clone, Debug, Default)]
pub struct FleetFacts {
    /// The hosts, by attribute name.
    pub hosts: BTreeMap<String, HostState>,
    /// The sizes in bytes of the closures of those that lie built in the store.
    pub closures: BTreeMap<String, u64>,
}

/// What is known of one host.
#[derive(Clone, Debug)]
pub enum HostState {
    /// Evaluated, now or earlier; errors are in the facts.
    Known(Box<Evaluated>),
    /// Not evaluated, for this reason.
    Unknown(String),
}
