//! The script that git runs before a commit.

use serde_json::json;

use super::engine::{Language, Template};
use crate::error::Result;

const SCRIPT: Template = Template {
    name: "hook.sh.j2",
    language: Language::Shell,
    text: include_str!("templates/hook.sh.j2"),
};

/// The start of the line by which a script is known as one of ours, of whatever version.
pub const MARK: &str = "# Written by `nixward hooks install`";

/// The script; `folder` is the flake's, relative to the top level of the work tree.
pub fn script(folder: &str) -> Result<String> {
    let folder = if folder.is_empty() { "." } else { folder };
    SCRIPT.fill(json!({ "folder": folder }))
}
