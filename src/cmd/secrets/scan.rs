//! `nixward secrets scan`

mod history;

use super::check;
use super::session::{KeyArgs, Session};
use crate::check::Outcome;
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::model::finding::Severity;
use crate::model::report::{ScanKind, ScanRow, SecretsScanReport};
use crate::model::secrets::{OnDisk, SecretMatrix};
use crate::secrets::scan::{
    self, Hit, Values,
    leftovers::{self, By, Leftover},
};
use crate::tree::RelPath;

/// Rules that are about plaintext.
const RULES: &[&str] = &["NW510", "NW515", "NW516", "NW517"];

/// Look for plaintext where none should be
///
/// For private keys, tokens and passwords in the files that the flake sees (rules NW515 to NW517), for
/// secrets that are not encrypted, and for what editors, decryption and interrupted edits have left
/// beside secrets, whether git knows it or not. With a key (`-i`), also for the values of the secrets
/// themselves, in every file. What is found is named by its place and never shown. Exit code 1 where
/// anything is found.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Look at every version of every file in git's history, too
    #[arg(long)]
    history: bool,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(context: &Context, matrix: &SecretMatrix, args: &Args) -> Result<Exit> {
    let values = values(context, matrix, args)?;
    let outcome = check::outcome(context, matrix, |rule| RULES.contains(&rule.code))?;
    let mut found = rows(&outcome);
    found.extend(stray(matrix));
    let root = std::path::PathBuf::from(context.root()?);
    found.extend(leftovers::find(&root, matrix)?.iter().map(leftover));
    let files = context.source()?.tree.files()?;
    if let Some(values) = &values {
        let hits = values.in_files(&context.source()?.tree, &files, matrix);
        found.extend(hits.iter().filter_map(|(path, hit)| value(path, hit, matrix)));
    }
    let mut versions = None;
    if args.history {
        let past = history::look(context, matrix, values.as_ref(), &found)?;
        versions = Some(past.versions);
        found.extend(past.rows);
    }
    found.sort_by(|a, b| (&a.file, a.line, a.kind).cmp(&(&b.file, b.line, b.kind)));
    let exit = if found.iter().any(|row| row.severity >= Severity::Warning) {
        Exit::Findings
    } else {
        Exit::Fine
    };
    let (count, unopened, left_out) = values.map_or((None, Vec::new(), Vec::new()), |values| {
        (Some(values.count), values.unopened, values.left_out)
    });
    let report = SecretsScanReport {
        findings: found,
        files: files.len(),
        versions,
        values: count,
        unopened,
        left_out,
    };
    match args.format.get() {
        Format::Json => context.ui.json(&context.root()?, &report)?,
        Format::Human => print(context, &report)?,
    }
    Ok(exit)
}

/// The values of the secrets, where a key was named.
fn values(context: &Context, matrix: &SecretMatrix, args: &Args) -> Result<Option<Values>> {
    if args.keys.identities.is_empty() {
        return Ok(None);
    }
    let session = Session::begin(context)?;
    let keys = session.keys(context, &args.keys)?;
    scan::values(&session.store, matrix, &keys.identities).map(Some)
}

fn rows(outcome: &Outcome) -> Vec<ScanRow> {
    let rows = outcome.findings.iter().map(|finding| ScanRow {
        kind: if finding.code == "NW510" { ScanKind::NotEncrypted } else { ScanKind::Plain },
        severity: finding.severity,
        file: finding.file.clone().unwrap_or_default(),
        line: finding.range.map(|range| range.line),
        commit: None,
        secret: None,
        code: Some(finding.code),
        message: finding.message.clone(),
        help: finding.help.clone().unwrap_or_default(),
    });
    rows.collect()
}

/// Files that are called like secrets, have no rule, and are none.
fn stray(matrix: &SecretMatrix) -> impl Iterator<Item = ScanRow> {
    matrix.secrets.iter().filter(|secret| secret.rules.is_empty()).filter_map(|secret| {
        let OnDisk::Flawed(flaw) = &secret.disk else { return None };
        Some(ScanRow {
            kind: ScanKind::NotEncrypted,
            severity: Severity::Warning,
            file: secret.file.clone(),
            line: None,
            commit: None,
            secret: None,
            code: None,
            message: format!("it is called like a secret, has no rule, and {}", flaw.message),
            help: "if it holds a value, change the value: the history keeps it".to_owned(),
        })
    })
}

/// The value of a secret in a file.
fn value(path: &RelPath, hit: &Hit, matrix: &SecretMatrix) -> Option<ScanRow> {
    let secret = matrix.secrets.get(hit.secret)?;
    Some(ScanRow {
        kind: ScanKind::Value,
        severity: Severity::Error,
        file: path.to_string(),
        line: Some(hit.line),
        commit: None,
        secret: Some(secret.file.clone()),
        code: None,
        message: format!("the value of {} stands here in plain text", secret.file),
        help: "change the value: the history keeps this one".to_owned(),
    })
}

fn leftover(left: &Leftover) -> ScanRow {
    let Leftover { of, encrypted, .. } = left;
    let plain = if *encrypted { ", encrypted" } else { ", and is not encrypted" };
    let (message, help) = match left.by {
        By::Editor => (
            format!("an editor, or somebody, has left a copy of {of} here{plain}"),
            "remove it; if git has it, change the value: the history keeps it",
        ),
        By::Decryption => (
            format!("it is called like the decrypted {of}"),
            "if it is the value, remove it, and change the value if git has it: the history keeps it",
        ),
        By::Rescue => (
            format!("an edit of {of} that could not be put in its place waits here{plain}"),
            "`nixward secrets decrypt` and `edit` bring it where it belongs; then remove it",
        ),
        By::Run => (
            format!("an interrupted run has left this here{plain}"),
            "the next change of secrets finishes it, or removes it",
        ),
    };
    let harmless = *encrypted && left.by != By::Rescue;
    ScanRow {
        kind: ScanKind::Leftover,
        severity: if harmless { Severity::Info } else { Severity::Warning },
        file: left.file.clone(),
        line: None,
        commit: None,
        secret: Some(of.clone()).filter(|of| !of.is_empty()),
        code: None,
        message,
        help: help.to_owned(),
    }
}

fn print(context: &Context, report: &SecretsScanReport) -> Result<()> {
    let mut lines = Vec::new();
    for row in &report.findings {
        let line = row.line.map(|line| format!(":{line}")).unwrap_or_default();
        let code = row.code.map(|code| format!("[{code}]")).unwrap_or_default();
        let commit = row.commit.as_ref().and_then(|commit| commit.get(..12));
        let commit = commit.map(|commit| format!(" (since commit {commit})")).unwrap_or_default();
        let ScanRow { severity, file, message, help, .. } = row;
        lines.push(format!("{file}{line}: {severity}{code}: {message}{commit}"));
        lines.push(format!("  help: {help}"));
    }
    context.ui.lines(lines.iter().map(String::as_str))?;
    for file in &report.unopened {
        context.ui.note(&format!("{file} was not looked for: no key opens it"));
    }
    for file in &report.left_out {
        context
            .ui
            .note(&format!("{file} was not looked for: its value is too short, or too large"));
    }
    let versions = report.versions.map(|count| format!(" and {count} versions of files"));
    let count = report.findings.len();
    let found = if count == 0 { "nothing found".to_owned() } else { format!("{count} found") };
    let versions = versions.unwrap_or_default();
    context.ui.note(&format!("{found} in {} files{versions}", report.files));
    if report.values.is_none() {
        context.ui.note("the values of the secrets were not looked for: name a key with -i");
    }
    Ok(())
}
