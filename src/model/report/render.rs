//! `nixward render --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use crate::model::rendered::RenderedState;

/// What was rendered, or would be.
#[derive(Serialize, JsonSchema)]
pub struct RenderReport {
    /// Whether nothing was to be written.
    pub dry_run: bool,
    /// The folder of rendered files.
    pub dir: String,
    /// The list of what was rendered, with the hash of each file.
    pub manifest: String,
    /// The files, sorted by path, as they were found.
    pub files: Vec<RenderRow>,
    /// What could not be rendered, or needs a look.
    pub notes: Vec<String>,
}

impl Report for RenderReport {
    const KIND: &'static str = "render";
}

/// A rendered file.
#[derive(Serialize, JsonSchema)]
pub struct RenderRow {
    /// Path relative to the source root.
    pub path: String,
    /// How it stood.
    pub state: RenderedState,
    /// Whether it was written or removed; with `dry_run`, whether it would be.
    pub changed: bool,
}
