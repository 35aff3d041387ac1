//! `nixward check --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use crate::model::finding::{Finding, Severity};
use crate::model::host::{Host, HostKind};

/// What `check` found.
#[derive(Serialize, JsonSchema)]
pub struct CheckReport {
    /// Which kinds of checks ran.
    pub tiers: Tiers,
    /// The hosts of the flake, sorted by kind and name.
    pub hosts: Vec<CheckedHost>,
    /// Whether there may be hosts that are not listed.
    pub hosts_incomplete: bool,
    /// What was found, sorted by file, place and code.
    pub findings: Vec<FindingRow>,
    /// The rules that could not look.
    pub skipped: Vec<SkippedRule>,
    /// What the baseline lists; none without one.
    pub known: Option<KnownFindings>,
    /// The files around a change; none where all were asked for.
    pub changed: Option<ChangedFiles>,
    /// What it took.
    pub stats: Stats,
}

impl Report for CheckReport {
    const KIND: &'static str = "check";
}

/// Which kinds of checks ran: each `ran`, or `skipped: ` and the reason.
#[derive(Serialize, JsonSchema)]
pub struct Tiers {
    /// Checks that need nothing but the files.
    #[serde(rename = "static")]
    pub static_: String,
    /// Checks that evaluate hosts with Nix.
    pub eval: String,
}

/// A host, and how far it was checked.
#[derive(Serialize, JsonSchema)]
pub struct CheckedHost {
    /// Its attribute name.
    pub name: String,
    /// Which configuration system builds it.
    pub kind: HostKind,
    /// `x86_64-linux` and the like, where known.
    pub system: Option<String>,
    /// How it was found.
    pub how: String,
    /// The file that defines it.
    pub file: Option<String>,
    /// The line that defines it, from 1.
    pub line: Option<u32>,
    /// Whether everything static about it is known.
    pub complete: bool,
    /// Its evaluation.
    pub eval: Eval,
}

impl CheckedHost {
    /// A host with the state of its evaluation.
    pub fn new(host: &Host, eval: Eval) -> Self {
        Self {
            name: host.name.clone(),
            kind: host.kind,
            system: host.system.as_ref().map(|system| system.value.clone()),
            how: host.how.clone(),
            file: host.at.as_ref().map(|at| at.file.clone()),
            line: host.at.as_ref().map(|at| at.line),
            complete: host.complete(),
            eval,
        }
    }
}

impl CheckedHost {
    /// A host of `nixosConfigurations` that Nix knows, and the files alone do not tell of.
    pub fn evaluated(name: &str, eval: Eval) -> Self {
        Self {
            name: name.to_owned(),
            kind: HostKind::Nixos,
            system: None,
            how: "an evaluation of nixosConfigurations".to_owned(),
            file: None,
            line: None,
            complete: false,
            eval,
        }
    }
}

/// The evaluation of one host.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Eval {
    /// What became of it.
    pub state: EvalState,
    /// Why it failed or was skipped.
    pub reason: Option<String>,
    /// Milliseconds it took, now or then.
    pub ms: Option<u64>,
    /// Why it had to be evaluated in this run.
    pub because: Vec<String>,
    /// Why any change of the flake evaluates it again, if it does: each with file and line.
    pub bound: Vec<String>,
    /// Why the next run will not know of it; null where it will.
    pub not_kept: Option<String>,
}

impl Eval {
    /// Not evaluated, because ...
    pub fn skipped(reason: impl Into<String>) -> Self {
        Self {
            state: EvalState::Skipped,
            reason: Some(reason.into()),
            ms: None,
            because: Vec::new(),
            bound: Vec::new(),
            not_kept: None,
        }
    }
}

/// What became of an evaluation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EvalState {
    /// Evaluated in this run.
    Fresh,
    /// Known from an earlier run, and nothing it read has changed.
    Cached,
    /// The evaluation failed.
    Failed,
    /// Not evaluated.
    Skipped,
}

/// A finding. Lines and columns count from 1, a column counts Unicode characters, the end is
/// exclusive.
#[derive(Serialize, JsonSchema)]
pub struct FindingRow {
    /// The rule; `nixward explain CODE` tells about it.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The file; none where it is about the fleet as a whole.
    pub file: Option<String>,
    /// First line; none where it is about the file as a whole.
    pub line: Option<u32>,
    /// First column.
    pub column: Option<u32>,
    /// Line of the end.
    pub end_line: Option<u32>,
    /// Column just after the end.
    pub end_column: Option<u32>,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The hosts concerned, sorted.
    pub hosts: Vec<String>,
    /// Whether nixward can mend it.
    pub fixable: bool,
}

impl From<&Finding> for FindingRow {
    fn from(finding: &Finding) -> Self {
        let range = finding.range;
        Self {
            code: finding.code,
            severity: finding.severity,
            file: finding.file.clone(),
            line: range.map(|range| range.line),
            column: range.map(|range| range.column),
            end_line: range.map(|range| range.end_line),
            end_column: range.map(|range| range.end_column),
            message: finding.message.clone(),
            help: finding.help.clone(),
            hosts: finding.hosts.clone(),
            fixable: !finding.fix.is_empty(),
        }
    }
}

/// A rule that could not look: that it found nothing says nothing.
#[derive(Serialize, JsonSchema)]
pub struct SkippedRule {
    /// The rule.
    pub code: &'static str,
    /// Why.
    pub reason: String,
}

/// What a baseline lists.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct KnownFindings {
    /// How many findings are there and listed, and so not among the findings.
    pub known: usize,
    /// What is listed and no longer there: rule, file and host, one line each.
    pub stale: Vec<String>,
}

/// The files around a change: only findings in them, and in no file, are listed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangedFiles {
    /// The revision that was named.
    pub since: String,
    /// The files that differ from where it and what is checked out parted, sorted.
    pub changed: Vec<String>,
    /// Those, what they lead to, and what leads to them, sorted.
    pub around: Vec<String>,
}

/// What a run took.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
pub struct Stats {
    /// Files read.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Milliseconds of wall time.
    pub ms: u64,
}
