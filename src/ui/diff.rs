//! What would change in a file, as `diff -u` shows it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use line_diff::TextDiff;

use super::{Ui, harmless};
use crate::error::Result;

/// Lines shown around a change.
const AROUND: usize = 3;

impl Ui {
    /// Prints the difference between two contents of the file `name` to stdout; none stands for no
    /// such file. Nothing where they are the same.
    pub fn diff(&self, name: &str, before: Option<&[u8]>, after: Option<&[u8]>) -> Result<()> {
        let text = |content: Option<&[u8]>| {
            content.map(|content| String::from_utf8_lossy(content).into_owned()).unwrap_or_default()
        };
        let side = |prefix, content: Option<&[u8]>| match content {
            Some(_) => format!("{prefix}/{name}"),
            None => "/dev/null".to_owned(),
        };
        let (old, new) = (text(before), text(after));
        let diff = TextDiff::from_lines(&old, &new);
        let shown = diff
            .unified_diff()
            .context_radius(AROUND)
            .header(&side("a", before), &side("b", after))
            .to_string();
        self.print(&colored(&shown))
    }
}

fn colored(diff: &str) -> String {
    let mut text = String::with_capacity(diff.len());
    for line in diff.lines() {
        let style = style(line);
        let _ = writeln!(text, "{style}{}{style:#}", harmless(line));
    }
    text
}

fn style(line: &str) -> Style {
    let color = match line.as_bytes() {
        [b'+', b'+', ..] | [b'-', b'-', ..] => return Style::new().bold(),
        [b'+', ..] => AnsiColor::Green,
        [b'-', ..] => AnsiColor::Red,
        [b'@', ..] => AnsiColor::Cyan,
        _ => return Style::new(),
    };
    color.on_default()
}
