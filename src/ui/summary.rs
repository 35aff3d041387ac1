//! What closes a check.

use std::time::Duration;

use super::Ui;
use crate::error::Result;
use crate::model::finding::{Finding, Severity};
use crate::model::rule::RuleCount;

impl Ui {
    /// Prints to stdout how many findings there are of rules, below a head. Nothing where there are
    /// none.
    pub fn counts(&self, head: &str, counts: &[RuleCount]) -> Result<()> {
        let Some(most) = counts.iter().map(|row| row.count).max() else { return Ok(()) };
        let width = most.to_string().len();
        let rows = counts.iter().map(|RuleCount { code, summary, count }| {
            format!("  {count:>width$}  {code}  {summary}")
        });
        let lines: Vec<String> =
            std::iter::once(head.to_owned()).chain(rows).chain([String::new()]).collect();
        self.lines(lines.iter().map(String::as_str))
    }

    /// Says on stderr how many findings there were: `3 errors, 1 warning in 120 files, 41 ms`.
    pub fn summary(&self, findings: &[Finding], files: usize, took: Duration) {
        self.note(&line(findings, files, took));
    }
}

fn line(findings: &[Finding], files: usize, took: Duration) -> String {
    let found: Vec<String> =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
            .into_iter()
            .map(|(severity, noun)| {
                (findings.iter().filter(|f| f.severity == severity).count(), noun)
            })
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| plural(count, noun))
            .collect();
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    format!("{found} in {}, {} ms", plural(files, "file"), took.as_millis())
}

/// `1 file`, `2 files`
fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn one_is_singular() {
        assert_eq!([0, 1, 2].map(|n| plural(n, "file")), ["0 files", "1 file", "2 files"]);
    }
}
