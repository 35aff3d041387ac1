//! Code quality of GitLab, a part of the format of Code Climate. Source: "Code Quality report
//! format" in the documentation of GitLab.

use serde::Serialize;

use super::Ui;
use crate::error::Result;
use crate::model::finding::{Finding, Severity};
use crate::model::rule::Findings;

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    check_name: &'a str,
    description: String,
    categories: [&'a str; 1],
    severity: &'a str,
    fingerprint: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

impl Ui {
    /// Prints findings to stdout as a code quality report of GitLab.
    pub fn gitlab(&self, report: &Findings<'_>) -> Result<()> {
        let rows = report.findings.iter().zip(report.fingerprints);
        let issues: Vec<Issue<'_>> =
            rows.map(|(finding, fingerprint)| issue(report, finding, fingerprint)).collect();
        self.json_text(&issues)
    }
}

fn issue<'a>(report: &'a Findings<'_>, finding: &'a Finding, fingerprint: &'a str) -> Issue<'a> {
    let host = finding.whose().map(|whose| format!(" ({whose})"));
    let help = finding.help.as_ref().map(|help| format!("; {help}"));
    Issue {
        kind: "issue",
        check_name: finding.code,
        description: [Some(finding.message.clone()), host, help].into_iter().flatten().collect(),
        categories: ["Bug Risk"],
        severity: level(finding.severity),
        fingerprint,
        location: Location {
            path: finding.file.as_deref().unwrap_or(report.flake),
            lines: Lines {
                begin: finding.range.map_or(1, |range| range.line),
                end: finding.range.map_or(1, |range| range.end_line),
            },
        },
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "minor",
        Severity::Error => "critical",
    }
}
