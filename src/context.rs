//! What every verb is handed: where to look and where to print. Built once per run.

use std::path::PathBuf;

use crate::ui::Ui;

/// Where to look and where to print.
pub struct Context {
    /// The folder that `-C` names.
    pub directory: PathBuf,
    /// The inventory that `--fleet` names.
    pub fleet: Option<PathBuf>,
    /// The printer.
    pub ui: Ui,
}

impl Context {
    /// A context for one run.
    pub fn new(directory: PathBuf, fleet: Option<PathBuf>, ui: Ui) -> Self {
        Self { directory, fleet, ui }
    }
}
