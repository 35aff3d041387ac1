//! `nixward files --format json` and `nixward graph --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;

/// Files of a host, or files that no host reaches.
#[derive(Serialize, JsonSchema)]
pub struct FilesReport {
    /// The host; none for files that no host reaches.
    pub host: Option<String>,
    /// The files, sorted.
    pub files: Vec<String>,
    /// Whether everything that leads to files is known.
    pub complete: bool,
}

impl Report for FilesReport {
    const KIND: &'static str = "files";
}

/// What leads to what.
#[derive(Serialize, JsonSchema)]
pub struct GraphReport {
    /// The steps, sorted.
    pub edges: Vec<GraphEdge>,
}

impl Report for GraphReport {
    const KIND: &'static str = "graph";
}

/// A step from a host or a file to a file or folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct GraphEdge {
    /// The host whose module list leads on.
    pub host: Option<String>,
    /// The file that leads on.
    pub from: Option<String>,
    /// Where to.
    pub to: String,
    /// How.
    pub leads: Leads,
}

/// How a step leads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Leads {
    /// As a module, through a module list or `imports`.
    Module,
    /// Named in the text: imported, read or copied.
    Mention,
    /// Any file of the folder may be meant.
    Folder,
}
