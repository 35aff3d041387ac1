//! Tables for reading: aligned columns without borders on a terminal, or Markdown.

use comfy_table::{ContentArrangement, presets};

use super::{Ui, harmless};
use crate::error::Result;

/// Rows under a heading.
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these column names.
    pub fn new<'a>(columns: impl IntoIterator<Item = &'a str>) -> Self {
        Self { columns: columns.into_iter().map(str::to_owned).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| harmless(&cell)).collect());
    }

    fn aligned(&self) -> String {
        let mut table = comfy_table::Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(&self.columns);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        for row in &self.rows {
            table.add_row(row);
        }
        table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }

    fn markdown(&self) -> String {
        let rule = vec!["---".to_owned(); self.columns.len()];
        let escaped =
            |cell: &String| cell.replace('\\', "\\\\").replace('|', "\\|").replace('<', "\\<");
        let lines = [&self.columns, &rule].into_iter().chain(&self.rows).map(|row| {
            format!("| {} |\n", row.iter().map(escaped).collect::<Vec<_>>().join(" | "))
        });
        lines.collect()
    }
}

impl Ui {
    /// Prints a table to stdout.
    pub fn table(&self, table: &Table) -> Result<()> {
        self.print(&table.aligned())
    }

    /// Prints a part of a Markdown document to stdout: a heading (`##`) and a table.
    pub fn markdown(&self, heading: &str, table: &Table) -> Result<()> {
        self.print(&format!("## {}\n\n{}\n", harmless(heading), table.markdown()))
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn cells_of_markdown_stay_in_their_cells() {
        let mut table = Table::new(["A", "B"]);
        table.row(["x|y".to_owned(), "<b>\n".to_owned()]);
        assert_eq!(table.markdown(), "| A | B |\n| --- | --- |\n| x\\|y | \\<b>␊ |\n");
    }
}
