//! SARIF 2.1.0, the form that code scanning reads. Source: the OASIS standard "Static Analysis
//! Results Interchange Format Version 2.1.0", sections 3.13 to 3.58.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use super::Ui;
use crate::error::Result;
use crate::model::finding::{Finding, Range, Severity};
use crate::model::rule::{Findings, RuleInfo};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a path may not hold as it is in a reference (RFC 3986, section 3.3); a colon would make a
/// scheme of what stands before it.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// By what paths are relative to the source root.
const ROOT: &str = "SRCROOT";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    original_uri_base_ids: Option<Bases>,
    column_kind: &'a str,
    results: Vec<ResultRow<'a>>,
}

#[derive(Serialize)]
struct Bases {
    #[serde(rename = "SRCROOT")]
    root: Location,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    information_uri: &'a str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    name: String,
    short_description: Message<'a>,
    help: Help<'a>,
    help_uri: String,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Message<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Configuration {
    level: Level,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Note,
    Warning,
    Error,
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Note,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_configuration_notifications: Vec<Notification<'a>>,
}

/// A rule that did not look.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification<'a> {
    level: Level,
    message: Message<'a>,
    associated_rule: RuleReference<'a>,
}

#[derive(Serialize)]
struct RuleReference<'a> {
    id: &'a str,
    index: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultRow<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: Level,
    message: OwnMessage,
    locations: [Place<'a>; 1],
    partial_fingerprints: Fingerprints<'a>,
    /// None: what an allow comment or a baseline accepts is no finding, and readers such as GitHub
    /// would show it as open.
    suppressions: [(); 0],
}

#[derive(Serialize)]
struct OwnMessage {
    text: String,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "nixward/v1")]
    own: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Location,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

/// A host concerned.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    fully_qualified_name: &'a str,
    kind: &'a str,
}

impl Ui {
    /// Prints findings to stdout as SARIF 2.1.0.
    pub fn sarif(&self, report: &Findings<'_>) -> Result<()> {
        self.json_text(&log(report))
    }
}

fn log<'a>(report: &'a Findings<'_>) -> Log<'a> {
    let rows = report.findings.iter().zip(report.fingerprints);
    let skipped = report.rules.iter().enumerate().filter_map(|(index, rule)| {
        Some(Notification {
            level: Level::Note,
            message: Message { text: rule.skipped.as_deref()? },
            associated_rule: RuleReference { id: rule.code, index },
        })
    });
    let base = |root: &str| Bases {
        root: Location { uri: format!("file://{}/", encode(root)), uri_base_id: None },
    };
    Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "nixward",
                    version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: report.rules.iter().map(descriptor).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
                tool_configuration_notifications: skipped.collect(),
            }],
            original_uri_base_ids: (!report.root.is_empty()).then(|| base(report.root)),
            column_kind: "unicodeCodePoints",
            results: rows.map(|(finding, fingerprint)| row(report, finding, fingerprint)).collect(),
        }],
    }
}

fn descriptor(rule: &RuleInfo) -> Descriptor<'_> {
    Descriptor {
        id: rule.code,
        name: pascal_case(rule.name),
        short_description: Message { text: rule.summary },
        help: Help { text: &rule.page, markdown: &rule.page },
        help_uri: rule.uri(),
        default_configuration: Configuration { level: rule.severity.into() },
    }
}

/// The usual case of a rule's name in SARIF.
fn pascal_case(name: &str) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
    };
    name.split('-').map(capital).collect::<Vec<String>>().concat()
}

fn row<'a>(report: &'a Findings<'_>, finding: &'a Finding, fingerprint: &'a str) -> ResultRow<'a> {
    let text = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let hosts = finding.hosts.iter();
    ResultRow {
        rule_id: finding.code,
        rule_index: report.rules.iter().position(|rule| rule.code == finding.code),
        level: finding.severity.into(),
        message: OwnMessage { text },
        locations: [Place {
            physical_location: Physical {
                artifact_location: Location {
                    uri: encode(finding.file.as_deref().unwrap_or(report.flake)),
                    uri_base_id: (!report.root.is_empty()).then_some(ROOT),
                },
                region: finding.range.map(region),
            },
            logical_locations: hosts
                .map(|host| Logical { fully_qualified_name: host, kind: "module" })
                .collect(),
        }],
        partial_fingerprints: Fingerprints { own: fingerprint },
        suppressions: [],
    }
}

fn region(range: Range) -> Region {
    Region {
        start_line: range.line,
        start_column: range.column,
        end_line: range.end_line,
        end_column: range.end_column,
    }
}

fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}
