//! What git's history keeps.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::value;
use crate::agefile::header::looks_like_age;
use crate::check;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::finding::Severity;
use crate::model::report::{ScanKind, ScanRow};
use crate::model::secrets::{SecretMatrix, Tool};
use crate::secrets::scan::Values;
use crate::tree::{Commits, RelPath, Version};

/// Bytes of a file more than which it is not looked at.
const MOST: u64 = 4 << 20;

/// What was found, and in how many versions of files.
pub(super) struct Looked {
    pub(super) rows: Vec<ScanRow>,
    pub(super) versions: usize,
}

/// Looks through every version of every file; `now` is what is there today, and is not told twice.
pub(super) fn look(
    context: &Context,
    matrix: &SecretMatrix,
    values: Option<&Values>,
    now: &[ScanRow],
) -> Result<Looked> {
    let past = context.source()?.tree.past(Commits::All, &[])?.ok_or_else(|| {
        Error::input("there is no history to look at").because("the flake lies in no git work tree")
    })?;
    let sizes = past.sizes()?;
    let mut told: HashSet<(String, String)> =
        now.iter().map(|row| (row.file.clone(), row.message.clone())).collect();
    let mut seen = BTreeSet::new();
    let mut looked = Looked { rows: Vec::new(), versions: 0 };
    let secrets: HashMap<&str, bool> = matrix
        .secrets
        .iter()
        .map(|secret| {
            (secret.file.as_str(), secret.tool == Tool::Agenix && !secret.rules.is_empty())
        })
        .collect();
    for (version, size) in past.versions.iter().zip(sizes) {
        let is_new = seen.insert((&version.path, &version.content));
        if !is_new || size.is_none_or(|size| size == 0 || size > MOST) {
            continue;
        }
        let is_secret = secrets.get(version.path.as_str()).copied();
        if values.is_none() && is_secret.is_none() && !check::is_worth_a_look(&version.path) {
            continue;
        }
        looked.versions += 1;
        let text = past.content(version)?;
        let rows = rows(version, &text, is_secret == Some(true), matrix, values);
        looked.rows.extend(
            rows.into_iter().filter(|row| told.insert((row.file.clone(), row.message.clone()))),
        );
    }
    Ok(looked)
}

fn rows(
    version: &Version,
    text: &[u8],
    is_secret: bool,
    matrix: &SecretMatrix,
    values: Option<&Values>,
) -> Vec<ScanRow> {
    let Version { path, commit, .. } = version;
    if looks_like_age(text) {
        return Vec::new();
    }
    let mut rows: Vec<ScanRow> =
        check::plain(path, text).iter().map(|it| plain(path, it)).collect();
    if is_secret {
        rows.push(ScanRow {
            kind: ScanKind::NotEncrypted,
            message: "this secret was committed without being encrypted".to_owned(),
            help: "change its value, if it has still that one: the history keeps it".to_owned(),
            code: None,
            line: None,
            ..row(path, Severity::Error)
        });
    }
    if let Some(values) = values {
        let hits = values.in_text(text);
        rows.extend(hits.iter().filter_map(|hit| value(path, hit, matrix)));
    }
    for row in &mut rows {
        row.commit = Some(commit.clone());
    }
    rows
}

fn plain(path: &RelPath, it: &check::Plain) -> ScanRow {
    let help = "change it, unless that was done already: the history keeps it";
    ScanRow {
        code: Some(it.code),
        line: Some(it.line),
        message: format!("{} stands here in plain text", it.what),
        help: help.to_owned(),
        ..row(path, it.severity)
    }
}

fn row(path: &RelPath, severity: Severity) -> ScanRow {
    ScanRow {
        kind: ScanKind::Plain,
        severity,
        file: path.to_string(),
        line: None,
        commit: None,
        secret: None,
        code: None,
        message: String::new(),
        help: String::new(),
    }
}
