//! Tables for reading: aligned columns, no borders.

use comfy_table::{ContentArrangement, presets};

use super::{Ui, harmless};
use crate::error::Result;

/// Rows under a heading, printed with aligned columns.
pub struct Table(comfy_table::Table);

impl Table {
    /// A table with these column names.
    pub fn new<'a>(columns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut table = comfy_table::Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(columns);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        Self(table)
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.add_row(cells.into_iter().map(|cell| harmless(&cell)));
    }
}

impl Ui {
    /// Prints a table to stdout.
    pub fn table(&self, table: &Table) -> Result<()> {
        let lines: String = table.0.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
        self.print(&lines)
    }
}
