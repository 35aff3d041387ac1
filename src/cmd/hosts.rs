//! `nixward hosts`

mod evaluated;

use std::collections::BTreeMap;

use super::evaluation::EvaluationArgs;
use super::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::flake::hosts::{Discovered, Discovery};
use crate::model::host::{HostKind, Said, Unknown};
use crate::model::report::{HostRow, HostsReport};
use crate::ui::Table;

/// List the hosts of the flake, without Nix
///
/// Names come from nixosConfigurations, darwinConfigurations, homeConfigurations and a colmena
/// hive. They are exact, or the list is marked as incomplete with the reason: nothing is guessed.
/// `--eval` asks Nix about those of nixosConfigurations; `?` stands for what a broken option hides.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Say who said each value (inventory, deploy-rs, the flake itself) and where
    #[arg(long)]
    origin: bool,
    /// Say what Nix knows of each host: release, failed assertions, warnings, open ports
    #[arg(long, conflicts_with = "origin")]
    eval: bool,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    evaluation: EvaluationArgs,
}

/// Lists the hosts.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let discovery = context.hosts()?;
    let unknown = missing(discovery);
    let evaluated =
        args.eval.then(|| evaluated::summaries(context, &args.evaluation)).transpose()?;
    match (args.format.get(), evaluated) {
        (Format::Json, evaluated) => {
            let report = HostsReport {
                hosts: discovery.hosts.iter().map(|found| HostRow::from(&found.host)).collect(),
                hosts_incomplete: !discovery.is_complete(),
                unknown,
                evaluated,
            };
            context.ui.json(&context.root()?, &report)?;
        }
        (Format::Human, Some(evaluated)) => {
            context.ui.table(&evaluated::table(&evaluated))?;
        }
        (Format::Human, None) => {
            if !discovery.hosts.is_empty() {
                let table = if args.origin { origins(discovery) } else { overview(discovery) };
                context.ui.table(&table)?;
            } else if unknown.is_empty() {
                context.ui.note("the flake defines no hosts");
            }
            if let Some(broken) = context.inventory()?.filter(|found| found.fleet.is_none()) {
                context.ui.note(&format!(
                    "{} has mistakes, so that nothing of it is shown: nixward check",
                    broken.file
                ));
            }
            for Unknown { why, at } in unknown {
                let at = at.map(|at| format!(" ({}:{})", at.file, at.line)).unwrap_or_default();
                context.ui.note(&format!("there may be more hosts: {why}{at}"));
            }
        }
    }
    Ok(Exit::Fine)
}

/// Why there may be more hosts, each cause once.
fn missing(discovery: &Discovery) -> Vec<Unknown> {
    let mut unknown: Vec<Unknown> = discovery.failure.iter().cloned().collect();
    let mut causes: BTreeMap<&Unknown, Vec<&str>> = BTreeMap::new();
    for (output, found) in &discovery.outputs {
        if let Some(cause) = &found.incomplete {
            causes.entry(cause).or_default().push(output.path());
        }
        if !found.maybe.is_empty() {
            let names = found.maybe.join(", ");
            let why = format!("{} perhaps has {names}", output.path());
            unknown.push(Unknown { why, at: None });
        }
    }
    unknown.extend(causes.into_iter().map(|(cause, outputs)| Unknown {
        why: format!("{} not known in full: {}", outputs.join(", "), cause.why),
        at: cause.at.clone(),
    }));
    unknown
}

fn kind(kind: HostKind) -> String {
    match kind {
        HostKind::Nixos => "nixos",
        HostKind::Darwin => "darwin",
        HostKind::Home => "home",
    }
    .to_owned()
}

fn overview(discovery: &Discovery) -> Table {
    let columns = ["NAME", "KIND", "SYSTEM", "ROLE", "TARGET", "MODULES", "FILES", "DEFINED"];
    let mut table = Table::new(columns);
    for Discovered { host, .. } in &discovery.hosts {
        let value = |said: &Option<Said<String>>| {
            said.as_ref().map_or_else(|| "-".to_owned(), |said| said.value.clone())
        };
        let partly = if host.complete() { "" } else { "+" };
        table.row([
            host.name.clone(),
            kind(host.kind),
            value(&host.system),
            value(&host.role),
            value(&host.target),
            format!("{}{partly}", host.modules),
            format!("{}{partly}", host.files.len()),
            host.at
                .as_ref()
                .map_or_else(|| host.how.clone(), |at| format!("{}:{}", at.file, at.line)),
        ]);
    }
    table
}

fn origins(discovery: &Discovery) -> Table {
    let mut table = Table::new(["NAME", "VALUE", "IS", "SAID BY", "WHERE"]);
    for Discovered { host, .. } in &discovery.hosts {
        table.row([
            host.name.clone(),
            "name".to_owned(),
            host.name.clone(),
            host.how.clone(),
            place(host.at.as_ref()),
        ]);
        let values = [("system", &host.system), ("role", &host.role), ("target", &host.target)];
        for (name, said) in values {
            let Some(said) = said else { continue };
            table.row([
                host.name.clone(),
                name.to_owned(),
                said.value.clone(),
                said.by.as_str().to_owned(),
                place(said.at.as_ref()),
            ]);
        }
    }
    table
}

fn place(place: Option<&crate::model::host::Place>) -> String {
    place.map_or_else(|| "-".to_owned(), |at| format!("{}:{}", at.file, at.line))
}
