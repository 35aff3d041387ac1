//! The findings that a fleet started with: accepted until their lines change.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use crate::error::{Error, Result};

const VERSION: u32 = 1;

/// Findings that are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: BTreeSet<Fingerprint>,
}

impl Baseline {
    /// One that accepts these.
    pub fn new(findings: impl IntoIterator<Item = Fingerprint>) -> Self {
        Self { version: VERSION, findings: findings.into_iter().collect() }
    }

    /// Reads the text of a baseline file.
    pub fn read(text: &[u8]) -> Result<Self> {
        let baseline: Self = serde_json::from_slice(text).map_err(|error| {
            Error::input("this is no baseline")
                .because(error)
                .hint("write it anew: nixward check --baseline FILE --write-baseline")
        })?;
        if baseline.version == VERSION {
            return Ok(baseline);
        }
        Err(Error::input(format!("a baseline of version {} is not known here", baseline.version))
            .hint("write it anew: nixward check --baseline FILE --write-baseline"))
    }

    /// The text of its file: one finding an entry, sorted, so that it can be merged.
    pub fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::internal("cannot write the baseline as JSON").because(error))?;
        Ok(text + "\n")
    }

    /// Whether a finding is accepted.
    pub fn accepts(&self, finding: &Fingerprint) -> bool {
        self.findings.contains(finding)
    }

    /// The entries, sorted.
    pub fn entries(&self) -> impl Iterator<Item = &Fingerprint> {
        self.findings.iter()
    }

    /// How many it accepts.
    pub fn count(&self) -> usize {
        self.findings.len()
    }
}
