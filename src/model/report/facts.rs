//! `nixward facts --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use crate::model::facts::{Evaluated, Fact, HostFacts};

/// What Nix says of hosts.
#[derive(Serialize, JsonSchema)]
pub struct FactsReport {
    /// The hosts, in the order asked for.
    pub hosts: Vec<FactsRow>,
}

impl Report for FactsReport {
    const KIND: &'static str = "facts";
}

/// A host.
#[derive(Serialize, JsonSchema)]
pub struct FactsRow {
    /// Its attribute name.
    pub host: String,
    /// Why it was not evaluated; null where it was.
    pub skipped: Option<String>,
    /// What is known of it; null where it was not evaluated.
    pub facts: Option<HostFacts>,
    /// The store path of its derivation, where `--drv` asked for it.
    pub drv_path: Option<Fact<String>>,
    /// Warnings and traces of Nix, each once.
    pub notes: Vec<String>,
    /// Milliseconds of wall time that the evaluation took.
    pub ms: u64,
    /// Whether that was an earlier evaluation, and nothing that it read has changed.
    pub cached: bool,
    /// Why the facts depend on every visible file, if they do: each with file and line.
    pub bound: Vec<String>,
}

impl FactsRow {
    /// A host that was not evaluated.
    pub fn skipped(host: String, why: String) -> Self {
        let (facts, drv_path, notes) = (None, None, Vec::new());
        Self {
            host,
            skipped: Some(why),
            facts,
            drv_path,
            notes,
            ms: 0,
            cached: false,
            bound: Vec::new(),
        }
    }

    /// Whether everything asked for is known.
    pub fn is_whole(&self) -> bool {
        let drv_failed = self.drv_path.as_ref().is_some_and(|drv| drv.error().is_some());
        !drv_failed && self.facts.as_ref().is_some_and(|facts| facts.errors().is_empty())
    }
}

impl From<Evaluated> for FactsRow {
    fn from(evaluated: Evaluated) -> Self {
        let Evaluated { host, facts, drv_path, ms, notes, .. } = evaluated;
        let facts = Some(facts);
        let (skipped, cached, bound) = (None, false, Vec::new());
        Self { host, skipped, facts, drv_path, notes, ms, cached, bound }
    }
}
