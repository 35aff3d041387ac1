//! Machine output: one document per run.

use serde::Serialize;

use super::Ui;
use crate::error::{Error, Result};
use crate::model::report::{Envelope, Report};

impl Ui {
    /// Prints a report in its envelope to stdout. `root` is the source root it speaks of.
    pub fn json<T: Report>(&self, root: &str, report: &T) -> Result<()> {
        self.json_text(&Envelope::new(root, report))
    }

    pub(super) fn json_text(&self, document: &impl Serialize) -> Result<()> {
        let mut text = serde_json::to_string_pretty(document)
            .map_err(|error| Error::internal("cannot write the report as JSON").because(error))?;
        text.push('\n');
        self.print(&text)
    }
}
