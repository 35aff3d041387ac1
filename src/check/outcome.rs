//! What a run of rules came to.

use crate::model::finding::{Finding, Severity};

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was found, sorted by file, place and code.
    pub findings: Vec<Finding>,
    /// The rules that could not look, sorted by the reason.
    pub skipped: Vec<Skipped>,
    /// How many files were read.
    pub files: u64,
    /// How many bytes they hold.
    pub bytes: u64,
}

/// A rule that could not look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Which.
    pub code: &'static str,
    /// Why, half a sentence.
    pub why: String,
    /// Whether all it lacks is an evaluation of hosts.
    pub unevaluated: bool,
}

impl Skipped {
    pub(super) fn new(code: &'static str, why: impl Into<String>) -> Self {
        Self { code, why: why.into(), unevaluated: false }
    }
}

impl Outcome {
    /// The worst finding's severity.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
