//! What `nixward render` has written, held against what it would write.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// The rendered files of a flake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The list of what was written, relative to the source root.
    pub manifest: String,
    /// Why that list, or what would be written, is not known; half a sentence.
    pub problem: Option<String>,
    /// The module of each host, relative to the source root.
    pub hosts: BTreeMap<String, String>,
    /// The files that are not as they would be rendered, sorted by path.
    pub files: Vec<RenderedFile>,
}

/// A file that was rendered, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path relative to the source root.
    pub path: String,
    /// How it stands.
    pub state: RenderedState,
}

/// How a rendered file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RenderedState {
    /// It holds what would be rendered.
    Current,
    /// It is not there yet.
    New,
    /// It was rendered, and somebody has removed it.
    Missing,
    /// It holds what was rendered before the inventory changed.
    Outdated,
    /// Somebody has edited what was rendered.
    Edited,
    /// Something else lies where it would be written.
    Foreign,
    /// It was rendered, and nothing needs it any more.
    Unneeded,
    /// It was rendered, nothing needs it any more, and somebody has edited it.
    Abandoned,
}

impl RenderedState {
    /// Whether writing over it would lose what somebody wrote.
    pub const fn is_theirs(self) -> bool {
        matches!(self, Self::Edited | Self::Foreign | Self::Abandoned)
    }
}
