//! `nixward impact`

mod reached;

use std::collections::BTreeMap;

use clap::ValueEnum;

use super::evaluation::{Evaluation, EvaluationArgs, Known, Reach};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::model::facts::Toplevel;
use crate::model::impact::{PackageChanges, SystemChange};
use crate::model::report::{ImpactReport, ImpactRow};
use crate::nix::Nix;
use crate::nix::closure::Built;
use reached::Reached;

/// Say which hosts a change reaches, and what becomes of them
///
/// Compares the work tree with the last commit that it has in common with REVISION. Which hosts are made
/// of files that differ is known without Nix. `--drv` evaluates every host of both sides and tells which
/// systems really differ, and in which packages; then the exit code is 5 where one cannot be evaluated.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// A branch, tag or commit
    #[arg(value_name = "REVISION")]
    revision: String,
    #[command(flatten)]
    evaluation: EvaluationArgs,
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For reading on a terminal
    #[default]
    Human,
    /// One JSON document, described in docs/contracts.md
    Json,
    /// For a comment on a pull request
    Markdown,
}

/// Compares, and shows what differs.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let tree = &context.source()?.tree;
    let commit = tree.parting(&args.revision)?.ok_or_else(|| {
        Error::input("this flake has no history to compare with")
            .hint("run it in the work tree of a git repository")
    })?;
    let changed = tree.changes_since(&commit, |_| false)?.files;
    let nix = match args.evaluation.nix() {
        Err(error) if args.evaluation.drv() => return Err(error),
        nix => nix.ok(),
    };
    let evaluation = nix.as_ref().map(|nix| Evaluation::new(context, &args.evaluation, nix));
    let evaluation = evaluation.transpose()?;
    let rows = match (&nix, &evaluation) {
        (Some(nix), Some(evaluation)) if args.evaluation.drv() => {
            compared(nix, evaluation, &commit)?
        }
        _ => {
            let names = names(context, evaluation.as_ref())?;
            names.into_iter().map(|host| (host, None)).collect()
        }
    };
    let mut hosts = Vec::new();
    for (host, system) in rows {
        let reads = match &evaluation {
            Some(evaluation) => evaluation.reads(&host)?,
            None => None,
        };
        hosts.push(row(reached::of(context, &changed, &host, reads.as_ref())?, host, system));
    }
    let files = changed.iter().map(ToString::to_string).collect();
    let report = ImpactReport { commit, files, hosts };
    match if args.json { Form::Json } else { args.format } {
        Form::Json => context.ui.json(&context.root()?, &report)?,
        Form::Human => context.ui.impact(&report)?,
        Form::Markdown => context.ui.impact_markdown(&report)?,
    }
    let is_unknown = |row: &ImpactRow| matches!(row.system, Some(SystemChange::Unknown(_)));
    Ok(if report.hosts.iter().any(is_unknown) { Exit::HostsFailed } else { Exit::Fine })
}

/// The hosts, as far as they are known without a new evaluation.
fn names(context: &Context, evaluation: Option<&Evaluation<'_>>) -> Result<Vec<String>> {
    if let Some(evaluation) = evaluation
        && let Some(names) = evaluation.host_names(Reach::Known)?
    {
        return Ok(names);
    }
    context.ui.note("which hosts there are is not known in full without Nix: --drv asks it");
    Ok(context.hosts()?.nixos_names())
}

/// What becomes of a system, and how its packages differ.
type Compared = Option<(SystemChange, Option<PackageChanges>)>;

fn row(reached: Reached, host: String, compared: Compared) -> ImpactRow {
    let (system, packages) = compared.unzip();
    ImpactRow {
        host,
        reached_by: reached.by,
        complete: reached.complete,
        system,
        packages: packages.flatten(),
    }
}

/// The systems of all hosts of both sides.
fn compared(
    nix: &Nix,
    evaluation: &Evaluation<'_>,
    commit: &str,
) -> Result<BTreeMap<String, Compared>> {
    let now = evaluation.host_names(Reach::Evaluate)?.unwrap_or_default();
    let then = evaluation.host_names_at(commit)?.map_err(|error| {
        Error::input(format!("the hosts of {commit} cannot be listed")).because(error.message)
    })?;
    let after = by_name(&now, evaluation.toplevels(&now)?);
    let before = by_name(&then, evaluation.toplevels_at(commit, &then)?);
    let mut rows = BTreeMap::new();
    for host in before.keys().chain(after.keys()) {
        if !rows.contains_key(host) {
            rows.insert(host.clone(), Some(compare(nix, before.get(host), after.get(host))?));
        }
    }
    Ok(rows)
}

fn by_name(names: &[String], systems: Vec<Known>) -> BTreeMap<String, Known> {
    names.iter().cloned().zip(systems).collect()
}

fn compare(
    nix: &Nix,
    before: Option<&Known>,
    after: Option<&Known>,
) -> Result<(SystemChange, Option<PackageChanges>)> {
    Ok(match (before, after) {
        (None, _) => (SystemChange::Added, None),
        (_, None) => (SystemChange::Removed, None),
        (_, Some(Err(why))) => (SystemChange::Unknown(why.clone()), None),
        (Some(Err(why)), _) => (SystemChange::Unknown(format!("before the change: {why}")), None),
        (Some(Ok(before)), Some(Ok(after))) if before.drv_path == after.drv_path => {
            (SystemChange::Same, None)
        }
        (Some(Ok(before)), Some(Ok(after))) => {
            (SystemChange::Changed, Some(nix.compare(&built(before), &built(after))?))
        }
    })
}

fn built(system: &Toplevel) -> Built<'_> {
    Built { drv_path: &system.drv_path, out_path: &system.out_path }
}
