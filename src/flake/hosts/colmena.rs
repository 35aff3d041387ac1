//! Nodes of a colmena hive.
//!
//! `colmena` is the hive itself, `colmenaHive` what colmena's `makeHive` makes of it. Names that
//! are not nodes: colmena's manual, "Flakes" and "Options".

use super::{Discovery, Found, Output, Search};
use crate::pure::value::Value;

/// Attributes of a hive that are no nodes.
const NOT_NODES: &[&str] = &["defaults", "meta", "network"];

impl Search<'_> {
    pub(super) fn read_colmena(&mut self, flake: Value, discovery: &mut Discovery) {
        let hive = ["colmena", "colmenaHive"].into_iter().find_map(|name| {
            let path: &[&str] = if name == "colmena" { &[name] } else { &[name, "nodes"] };
            let (found, attrs) = self.names_of(flake, path);
            found.map(|found| (found, attrs))
        });
        let Some((mut found, attrs)) = hive else { return };
        let is_node = |name: &String| !NOT_NODES.contains(&name.as_str());
        found.names.retain(is_node);
        found.maybe.retain(is_node);
        for attr in attrs {
            let discovered = self.bare_host(Output::Colmena, &attr);
            let name = &discovered.host.name;
            let known = discovery
                .hosts
                .iter()
                .any(|other| other.host.kind == discovered.host.kind && other.host.name == *name);
            if is_node(name) && !attr.maybe && !known {
                discovery.hosts.push(discovered);
            }
        }
        discovery.outputs.push((Output::Colmena, found));
    }
}

impl Found {
    /// Whether the output's names are exactly these.
    pub fn is_complete(&self) -> bool {
        self.incomplete.is_none() && self.maybe.is_empty()
    }
}
