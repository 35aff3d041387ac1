//! The secrets of agenix and sops-nix that a host has.

use std::collections::BTreeMap;

use super::{option, there};
use crate::check::known::{Known, KnownHost, Place};
use crate::model::facts::{Fact, SecretFile};
use crate::model::secrets::Tool;

/// A secret that a host has.
pub struct Had<'a> {
    /// Whose option it is.
    pub tool: Tool,
    /// Its name there.
    pub name: &'a str,
    /// What is said of it.
    pub secret: &'a SecretFile,
}

/// The secrets of a host.
pub fn of<'a>(host: &KnownHost<'a>) -> impl Iterator<Item = Had<'a>> + use<'a> {
    let facts = &host.evaluated.facts;
    let all = |tool, fact: &'a Fact<Option<BTreeMap<String, SecretFile>>>| {
        let secrets = there(fact).into_iter().flatten();
        secrets.map(move |(name, secret)| Had { tool, name, secret })
    };
    all(Tool::Agenix, &facts.age).chain(all(Tool::Sops, &facts.sops))
}

impl Had<'_> {
    /// Where the host sets this of it, or else names it at all.
    pub fn place(&self, known: &Known<'_>, host: &str, rest: &str) -> Place {
        let set = match self.tool {
            Tool::Agenix => "age",
            Tool::Sops => "sops",
        };
        let exact = option(&[set, "secrets", self.name, rest]);
        let whole = option(&[set, "secrets", self.name]);
        known.at_option(host, &[&exact, &whole])
    }
}
