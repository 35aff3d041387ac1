//! What would change in a file, as `diff -u` shows it.

use std::fmt::Write as _;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use line_diff::{Change, TextDiff};

use super::{Ui, harmless};
use crate::error::Result;

/// Lines shown around a change.
const AROUND: usize = 3;

/// What stands instead of a line that nobody may print.
const SECRET: &str = "(a line with a secret)";

impl Ui {
    /// Prints the difference between two contents of the file `name` to stdout; none stands for no
    /// such file. Nothing where they are the same. Lines in which `secrets_of` finds something are
    /// not shown.
    pub fn diff(
        &self,
        name: &str,
        before: Option<&[u8]>,
        after: Option<&[u8]>,
        secrets_of: impl Fn(&[u8]) -> Vec<Range<usize>>,
    ) -> Result<()> {
        let text = |content: Option<&[u8]>| {
            content.map(|content| String::from_utf8_lossy(content).into_owned()).unwrap_or_default()
        };
        let side = |prefix, content: Option<&[u8]>| match content {
            Some(_) => format!("{prefix}/{name}"),
            None => "/dev/null".to_owned(),
        };
        let (old, new) = (text(before), text(after));
        let diff = TextDiff::from_lines(&old, &new);
        let secret_old = secret_lines(diff.iter_old_slices(), &secrets_of(old.as_bytes()));
        let secret_new = secret_lines(diff.iter_new_slices(), &secrets_of(new.as_bytes()));
        let is_secret = |change: &Change<&str>| {
            let is = |index: Option<usize>, lines: &[bool]| {
                index.and_then(|index| lines.get(index)).copied().unwrap_or_default()
            };
            is(change.old_index(), &secret_old) || is(change.new_index(), &secret_new)
        };
        let mut shown = String::new();
        for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
            if shown.is_empty() {
                print(&mut shown, &format!("--- {}", side("a", before)));
                print(&mut shown, &format!("+++ {}", side("b", after)));
            }
            print(&mut shown, &hunk.header().to_string());
            for change in hunk.iter_changes() {
                let line = change.value().trim_end_matches(['\n', '\r']);
                let line = if is_secret(&change) { SECRET } else { line };
                print(&mut shown, &format!("{}{line}", change.tag()));
                if change.missing_newline() {
                    print(&mut shown, "\\ No newline at end of file");
                }
            }
        }
        self.print(&shown)
    }
}

/// Which of the lines, one behind the other, meet one of these places.
fn secret_lines<'l>(lines: impl Iterator<Item = &'l str>, places: &[Range<usize>]) -> Vec<bool> {
    let mut start = 0;
    lines
        .map(|line| {
            let end = start + line.len();
            let meets = places.iter().any(|place| place.start < end && start < place.end);
            start = end;
            meets
        })
        .collect()
}

fn print(text: &mut String, line: &str) {
    let style = style(line);
    let _ = writeln!(text, "{style}{}{style:#}", harmless(line));
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
