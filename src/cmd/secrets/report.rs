//! `nixward secrets report`

use std::collections::BTreeMap;

use clap::ValueEnum;
use jiff::Timestamp;

use super::{due, readers};
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::flake::secrets::names;
use crate::model::report::{HolderRow, ReportedRow, SecretsReport};
use crate::model::secrets::{OnDisk, SecretMatrix};
use crate::ui::Table;

/// Report who can open what, and how old each value is
///
/// For people who are to agree to it: by the headers of the files and by the rules, where both
/// differ that too. No private key is needed, and no value is shown.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// How to print the report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Form {
    /// For reading on a terminal
    #[default]
    Human,
    /// Tables of a Markdown document
    Markdown,
    /// One JSON document, described in docs/contracts.md
    Json,
}

pub(super) fn run(context: &Context, matrix: &SecretMatrix, args: &Args) -> Result<Exit> {
    let ages = due::ages(context, matrix)?;
    let now = Timestamp::now().as_second();
    let secrets: Vec<ReportedRow> = matrix
        .secrets
        .iter()
        .map(|secret| ReportedRow {
            file: secret.file.clone(),
            tool: secret.tool,
            readers: readers::readers(matrix, secret),
            age: due::row(secret, &ages, None, now),
            values: match &secret.disk {
                OnDisk::Sealed(sealed) => sealed.meta.as_ref().map(|meta| meta.generation),
                _ => None,
            },
        })
        .collect();
    let report = SecretsReport { holders: holders(matrix, &secrets), secrets };
    let form = if args.json { Form::Json } else { args.format };
    match form {
        Form::Json => context.ui.json(&context.root()?, &report)?,
        Form::Human => {
            context.ui.table(&table(&report, &names::list))?;
            context.ui.lines([""])?;
            context.ui.table(&people(&report, &names::list))?;
        }
        Form::Markdown => {
            let all = |names: Vec<String>| names.join(", ");
            context.ui.markdown("Secrets", &table(&report, &all))?;
            context.ui.markdown("Who can open them", &people(&report, &all))?;
        }
    }
    Ok(Exit::Fine)
}

/// Everybody who can or may open something; those of the inventory even where that is nothing.
fn holders(matrix: &SecretMatrix, secrets: &[ReportedRow]) -> Vec<HolderRow> {
    let mut holders: BTreeMap<String, HolderRow> = BTreeMap::new();
    for holder in matrix.holders.iter().flatten() {
        let row =
            HolderRow { who: holder.name.clone(), host: Some(holder.host), secrets: Vec::new() };
        holders.insert(holder.name.clone(), row);
    }
    for secret in secrets.iter().filter(|secret| secret.age.is_some()) {
        for reader in secret.readers.iter().filter(|reader| reader.key.is_some()) {
            if reader.by_header == Some(false) {
                continue;
            }
            let new = || HolderRow { who: reader.who.clone(), host: None, secrets: Vec::new() };
            let row = holders.entry(reader.who.clone()).or_insert_with(new);
            if row.secrets.last() != Some(&secret.file) {
                row.secrets.push(secret.file.clone());
            }
        }
    }
    holders.into_values().collect()
}

type Names<'a> = &'a dyn Fn(Vec<String>) -> String;

fn table(report: &SecretsReport, list: Names<'_>) -> Table {
    let mut table = Table::new(["SECRET", "WHO CAN OPEN IT", "VALUE SET", "STATE"]);
    for secret in &report.secrets {
        let who = secret.readers.iter().map(|reader| match (reader.by_rule, reader.by_header) {
            (true, Some(false)) => format!("{} (by its rule only)", reader.who),
            (false, _) => format!("{} (against its rule)", reader.who),
            (true, _) => reader.who.clone(),
        });
        let (set, state) = match &secret.age {
            Some(age) => (due::set(age), state(age)),
            None => ("-".to_owned(), "no value".to_owned()),
        };
        table.row([secret.file.clone(), list(who.collect()), set, state]);
    }
    table
}

/// A state, for people: a value that need not be changed has none.
fn state(age: &crate::model::report::DueRow) -> String {
    use crate::model::report::DueState;
    match age.state {
        DueState::Fresh if age.max_age_days.is_none() => "no rule for its age".to_owned(),
        state => due::word(state).to_owned(),
    }
}

fn people(report: &SecretsReport, list: Names<'_>) -> Table {
    let mut table = Table::new(["WHO", "IS", "CAN OPEN", "WHICH"]);
    for holder in &report.holders {
        let is = match holder.host {
            Some(true) => "host",
            Some(false) => "admin",
            None => "key",
        };
        let count = holder.secrets.len().to_string();
        table.row([holder.who.clone(), is.to_owned(), count, list(holder.secrets.clone())]);
    }
    table
}
