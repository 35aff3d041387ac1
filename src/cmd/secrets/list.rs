//! `nixward secrets list`

use super::rows;
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::model::report::{SecretState, SecretsListReport};
use crate::model::secrets::{Drift, Secret, SecretMatrix};
use crate::ui::Table;

pub(super) fn run(context: &Context, matrix: &SecretMatrix, format: FormatArgs) -> Result<Exit> {
    match format.get() {
        Format::Json => {
            let report = SecretsListReport {
                rules_files: matrix.rules_files.iter().map(rows::rules_file).collect(),
                secrets: matrix.secrets.iter().map(|secret| rows::secret(matrix, secret)).collect(),
            };
            context.ui.json(&context.root()?, &report)?;
        }
        Format::Human => print(context, matrix)?,
    }
    Ok(Exit::Fine)
}

fn print(context: &Context, matrix: &SecretMatrix) -> Result<()> {
    if matrix.secrets.is_empty() {
        context.ui.note("the flake has no secrets that a rules file speaks of");
    } else {
        let mut table = Table::new(["SECRET", "MAY OPEN", "STATE", "RULE"]);
        for secret in &matrix.secrets {
            table.row(row(secret));
        }
        context.ui.table(&table)?;
    }
    for file in &matrix.rules_files {
        for mistake in &file.mistakes {
            context.ui.note(&rows::mistake(mistake));
        }
    }
    Ok(())
}

fn row(secret: &Secret) -> [String; 4] {
    let recipients = secret.rules.first().and_then(|rule| rule.recipients.as_deref());
    let rule = secret.rules.first().map_or_else(
        || "-".to_owned(),
        |rule| match &rule.at {
            Some(at) => format!("{}:{}", at.file, at.line),
            None => rule.rules_file.clone(),
        },
    );
    [
        secret.file.clone(),
        recipients.map_or_else(|| "?".to_owned(), |keys| keys.len().to_string()),
        state(secret),
        rule,
    ]
}

/// The state of a secret in a word or two.
pub(super) fn state(secret: &Secret) -> String {
    match rows::state(&secret.disk).0 {
        SecretState::Missing => "no file".to_owned(),
        SecretState::Unseen => "not seen by Nix".to_owned(),
        SecretState::Plain => "not encrypted".to_owned(),
        SecretState::Damaged => "damaged".to_owned(),
        SecretState::Encrypted => match &secret.drift {
            _ if secret.rules.is_empty() => "no rule".to_owned(),
            None => "rule not known".to_owned(),
            Some(drift) if drift.is_none() => "ok".to_owned(),
            Some(drift) => differences(drift),
        },
    }
}

fn differences(drift: &Drift) -> String {
    let missing = drift.missing.len() + drift.fewer as usize;
    let extra = drift.extra.len() + drift.more as usize + usize::from(drift.replaced);
    let mut parts = Vec::new();
    if missing > 0 {
        parts.push(format!("{missing} missing"));
    }
    if extra > 0 {
        parts.push(format!("{extra} too many"));
    }
    parts.join(", ")
}
