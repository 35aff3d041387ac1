//! What a check found: data, never an error.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding matters; ordered, so that `--deny warning` is a comparison.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Probably a mistake, or something that will hurt later.
    Warning,
    /// The flake or a host will not evaluate, build or boot like this.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A place in a file, in the forms that outputs need.
///
/// Lines and columns count from 1; a column counts Unicode scalar values. The end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Range {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column just after the end.
    pub end_column: u32,
    /// Byte offsets `start..end` in the file, for snippets and edits.
    #[serde(skip)]
    pub bytes: (u32, u32),
}

/// One finding of one rule at one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Rule code, such as `NW001`.
    pub code: &'static str,
    /// Severity after configuration.
    pub severity: Severity,
    /// Path relative to the source root; none where the finding is about the whole fleet.
    pub file: Option<String>,
    /// Where in the file; none where it is about the file as a whole.
    pub range: Option<Range>,
    /// One sentence, no trailing full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The hosts concerned, by their attribute names, sorted.
    pub hosts: Vec<String>,
    /// Edits that mend it; empty where a person must decide.
    pub fix: Vec<Edit>,
    /// Whether its line holds a secret, so that nobody may print it.
    pub secret: bool,
}

impl Finding {
    /// The hosts concerned, for people: `host web`, `hosts mail, web`; none where none are.
    pub fn whose(&self) -> Option<String> {
        match &self.hosts[..] {
            [] => None,
            [host] => Some(format!("host {host}")),
            hosts => Some(format!("hosts {}", hosts.join(", "))),
        }
    }
}

/// Replaces the bytes `start..end` of the finding's file by `text`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edit {
    /// First byte replaced.
    pub start: u32,
    /// Just after the last byte replaced.
    pub end: u32,
    /// What stands there afterwards.
    pub text: String,
}
