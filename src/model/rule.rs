//! What reports say of a rule.

use crate::model::finding::{Finding, Severity};

/// A rule, as reports for other programs describe it.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    /// Such as `NW001`.
    pub code: &'static str,
    /// A few words with hyphens.
    pub name: &'static str,
    /// How much it matters, unless configured otherwise.
    pub severity: Severity,
    /// One line, no full stop.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub page: String,
    /// Why it did not look; none where it did.
    pub skipped: Option<String>,
}

impl RuleInfo {
    /// The address of its page.
    pub fn uri(&self) -> String {
        format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.code)
    }
}

/// How many findings there are of a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleCount {
    /// Such as `NW001`.
    pub code: &'static str,
    /// What it finds, no full stop.
    pub summary: &'static str,
    /// How many.
    pub count: usize,
}

/// Findings with what other programs want to know beside them.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The source root on disk; empty where there is none.
    pub root: &'a str,
    /// The file that stands for the whole flake, where a finding lies in none.
    pub flake: &'a str,
    /// Every rule, by code.
    pub rules: &'a [RuleInfo],
    /// The findings, in order.
    pub findings: &'a [Finding],
    /// The fingerprint of each finding, no two the same: it stays as it is while other lines change.
    pub fingerprints: &'a [String],
}
