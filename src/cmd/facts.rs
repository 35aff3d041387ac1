//! `nixward facts`

use serde_json::Value;

use super::evaluation::{Evaluation, EvaluationArgs, HostAnswer, Reach};
use super::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::model::facts::{Fact, FactError, HostState};
use crate::model::report::{FactsReport, FactsRow};
use crate::nix::footprint::Origin;
use crate::ui::Table;

/// Say what Nix knows of hosts: ports, users, secrets, file systems, failed assertions, warnings
///
/// Evaluates each host in a process of its own. A broken option keeps only the facts that rest on it
/// from being known, each with the file and line that are to blame; then the exit code is 5.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The hosts; all of nixosConfigurations where none is named
    #[arg(value_name = "HOST")]
    hosts: Vec<String>,
    /// Show only what differs from this host
    #[arg(long, value_name = "HOST")]
    compare: Option<String>,
    #[command(flatten)]
    evaluation: EvaluationArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Evaluates the hosts and shows their facts.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let nix = args.evaluation.nix()?;
    let evaluation = Evaluation::new(context, &args.evaluation, &nix)?;
    let hosts = chosen(args, &evaluation)?;
    let rows: Vec<FactsRow> =
        evaluation.of(&hosts, Reach::Evaluate)?.into_iter().map(row).collect();
    let well = rows.iter().all(FactsRow::is_whole);
    match args.format.get() {
        Format::Json => context.ui.json(&context.root()?, &FactsReport { hosts: rows })?,
        Format::Human => print(context, args, &rows)?,
    }
    Ok(if well { Exit::Fine } else { Exit::HostsFailed })
}

/// The hosts to evaluate, the one to compare with first.
fn chosen(args: &Args, evaluation: &Evaluation<'_>) -> Result<Vec<String>> {
    let all = evaluation.host_names(Reach::Evaluate)?.unwrap_or_default();
    let named = || args.compare.iter().chain(&args.hosts);
    if let Some(stranger) = named().find(|host| !all.contains(host)) {
        return Err(Error::input(format!("nixosConfigurations has no host `{stranger}`"))
            .hint("list the hosts: nixward hosts"));
    }
    let mut hosts: Vec<String> = named().cloned().collect();
    if args.hosts.is_empty() {
        hosts.extend(all.into_iter().filter(|host| args.compare.as_ref() != Some(host)));
    }
    Ok(hosts)
}

fn row(answer: HostAnswer) -> FactsRow {
    match answer.state {
        HostState::Unknown(why) => FactsRow::skipped(answer.host, why),
        HostState::Known(evaluated) => {
            let cached = answer.origin == Some(Origin::Cached);
            FactsRow { cached, bound: answer.bound, ..FactsRow::from(*evaluated) }
        }
    }
}

fn print(context: &Context, args: &Args, rows: &[FactsRow]) -> Result<()> {
    for why in rows.iter().filter_map(|row| row.skipped.as_ref().map(|why| (row, why))) {
        context.ui.note(&format!("{}: skipped ({})", why.0.host, why.1));
    }
    let base = args.compare.as_ref().and_then(|_| rows.first());
    let mut table = Table::new(["HOST", "FACT", "VALUE"]);
    for row in rows.iter().skip(usize::from(base.is_some())) {
        let other = base.map(cells).unwrap_or_default();
        for (name, value) in cells(row) {
            let theirs = other.iter().find(|(fact, _)| *fact == name).map(|(_, value)| value);
            if theirs == Some(&value) {
                continue;
            }
            table.row([row.host.clone(), name.clone(), value]);
            if let (Some(base), Some(theirs)) = (base, theirs) {
                table.row([base.host.clone(), name, theirs.clone()]);
            }
        }
    }
    context.ui.table(&table)
}

/// The facts of a host as text.
fn cells(row: &FactsRow) -> Vec<(String, String)> {
    let facts = row.facts.as_ref().and_then(|facts| serde_json::to_value(facts).ok());
    let Some(Value::Object(facts)) = facts else { return Vec::new() };
    let drv = row.drv_path.as_ref().map(|drv| match drv {
        Fact::Value(path) => path.clone(),
        Fact::Error(error) => blame(error),
    });
    facts
        .into_iter()
        .map(|(name, fact)| (name, cell(&fact)))
        .chain(drv.map(|drv| ("drvPath".to_owned(), drv)))
        .collect()
}

fn cell(fact: &Value) -> String {
    match serde_json::from_value::<Fact<Value>>(fact.clone()) {
        Ok(Fact::Value(Value::String(text))) => text,
        Ok(Fact::Value(Value::Null)) => "-".to_owned(),
        Ok(Fact::Value(value)) => value.to_string(),
        Ok(Fact::Error(error)) => blame(&error),
        Err(_) => fact.to_string(),
    }
}

/// An error on one line, with the file to look at.
fn blame(error: &FactError) -> String {
    let at = error.at.as_ref().map(|at| match at.line {
        Some(line) => format!("{}:{line}: ", at.file),
        None => format!("{}: ", at.file),
    });
    let text = error.message.lines().next().unwrap_or_default();
    format!("error: {}{text}", at.unwrap_or_default())
}
