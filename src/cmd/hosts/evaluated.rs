//! `nixward hosts --eval`: one line for each host with what Nix says of it.

use std::collections::BTreeMap;

use crate::cmd::evaluation::{Evaluation, EvaluationArgs, HostAnswer, Reach};
use crate::context::Context;
use crate::error::Result;
use crate::model::facts::{Evaluated, Fact, HostState};
use crate::model::report::HostSummary;
use crate::nix::footprint::Origin;
use crate::ui::Table;

/// What is said of each host of `nixosConfigurations`, by name.
pub(super) type Summaries = BTreeMap<String, HostSummary>;

/// Evaluates all hosts of which nothing is known.
pub(super) fn summaries(context: &Context, args: &EvaluationArgs) -> Result<Summaries> {
    let nix = args.nix()?;
    let evaluation = Evaluation::new(context, args, &nix)?;
    let names = evaluation.host_names(Reach::Evaluate)?.unwrap_or_default();
    let answers = evaluation.of(&names, Reach::Evaluate)?;
    Ok(answers.into_iter().map(|answer| (answer.host.clone(), summary(&answer))).collect())
}

fn summary(answer: &HostAnswer) -> HostSummary {
    let evaluated = match &answer.state {
        HostState::Unknown(why) => {
            return HostSummary { skipped: Some(why.clone()), ..HostSummary::default() };
        }
        HostState::Known(evaluated) => evaluated,
    };
    let Evaluated { facts, ms, .. } = &**evaluated;
    let ports = facts.firewall.value().and_then(Option::as_ref).map(|firewall| {
        let mut ports: Vec<String> = firewall
            .open
            .iter()
            .map(|open| {
                let last =
                    if open.to == open.from { String::new() } else { format!("-{}", open.to) };
                format!("{}{last}/{}", open.from, open.protocol)
            })
            .collect();
        ports.dedup();
        ports
    });
    HostSummary {
        skipped: None,
        host_name: plain(&facts.host_name),
        system: plain(&facts.system),
        release: plain(&facts.release),
        state_version: facts
            .state_version
            .value()
            .and_then(|version| Some(version.as_ref()?.value.clone())),
        open_ports: ports,
        failed_assertions: facts.assertions.value().map(Vec::len),
        warnings: facts.warnings.value().map(Vec::len),
        unknown_facts: facts.errors().into_iter().map(|(name, _)| name.to_owned()).collect(),
        cached: answer.origin == Some(Origin::Cached),
        ms: Some(*ms),
    }
}

fn plain(fact: &Fact<Option<String>>) -> Option<String> {
    fact.value().cloned().flatten()
}

/// The same as a table.
pub(super) fn table(summaries: &Summaries) -> Table {
    let columns =
        ["NAME", "SYSTEM", "RELEASE", "STATE VERSION", "ASSERTIONS", "WARNINGS", "OPEN PORTS"];
    let mut table = Table::new(columns);
    for (name, summary) in summaries {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
        let count =
            |value: Option<usize>| value.map_or_else(|| "?".to_owned(), |it| it.to_string());
        let rest = match &summary.skipped {
            Some(why) => format!("not evaluated: {why}"),
            None => summary.open_ports.as_ref().map_or_else(|| "?".into(), |it| it.join(" ")),
        };
        table.row([
            name.clone(),
            text(&summary.system),
            text(&summary.release),
            text(&summary.state_version),
            count(summary.failed_assertions),
            count(summary.warnings),
            rest,
        ]);
    }
    table
}
