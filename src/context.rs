//! What every verb is handed: where to look and where to print. Built once per run.

use std::path::PathBuf;
use std::sync::OnceLock;

use crate::error::Result;
use crate::tree::{self, Source};
use crate::ui::Ui;

/// Where to look and where to print.
pub struct Context {
    /// The folder that `-C` names.
    pub directory: PathBuf,
    /// The inventory that `--fleet` names.
    pub fleet: Option<PathBuf>,
    /// The printer.
    pub ui: Ui,
    source: OnceLock<Source>,
}

impl Context {
    /// A context for one run.
    pub fn new(directory: PathBuf, fleet: Option<PathBuf>, ui: Ui) -> Self {
        Self { directory, fleet, ui, source: OnceLock::new() }
    }

    /// The flake that holds the directory; looked for when a verb first needs it, since some need
    /// none.
    pub fn source(&self) -> Result<&Source> {
        if let Some(source) = self.source.get() {
            return Ok(source);
        }
        let source = tree::discover(&self.directory, tree::Options::default())?;
        tracing::info!(flake = %source.flake_dir, seen = %source.tree.seen(), "found the flake");
        Ok(self.source.get_or_init(|| source))
    }
}
