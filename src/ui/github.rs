//! Annotations of GitHub Actions and of what speaks its language: workflow commands, one a line.
//! Source: "Workflow commands for GitHub Actions" in the documentation of GitHub.

use std::fmt::Write as _;

use super::{Ui, harmless};
use crate::error::Result;
use crate::model::finding::{Finding, Severity};
use crate::model::rule::Findings;

impl Ui {
    /// Prints findings to stdout as annotations.
    pub fn github(&self, report: &Findings<'_>) -> Result<()> {
        self.print(&report.findings.iter().map(command).collect::<String>())
    }
}

fn command(finding: &Finding) -> String {
    let mut properties = Vec::new();
    if let Some(file) = &finding.file {
        properties.push(("file", file.clone()));
    }
    if let Some(range) = finding.range {
        properties.push(("line", range.line.to_string()));
        properties.push(("endLine", range.end_line.to_string()));
        // Columns are understood within one line alone.
        if range.line == range.end_line {
            properties.push(("col", range.column.to_string()));
            properties.push(("endColumn", range.end_column.to_string()));
        }
    }
    properties.push(("title", finding.code.to_owned()));
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    let mut text = finding.message.clone();
    if let Some(whose) = finding.whose() {
        let _ = write!(text, "\n{whose}");
    }
    if let Some(help) = &finding.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    format!("::{} {}::{}\n", level(finding.severity), properties.join(","), message(&text))
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A text after `::`; the percent sign first, since the others bring one.
fn message(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(harmless).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which ends at `:` and `,` too.
fn property(text: &str) -> String {
    let text = harmless(text);
    message(&text).replace(':', "%3A").replace(',', "%2C")
}
