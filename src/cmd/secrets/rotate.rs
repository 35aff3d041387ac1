//! `nixward secrets rotate`

mod one;
mod plan;
mod users;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use super::session::{KeyArgs, Session};
use super::{due, find, look_around, matrix};
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::model::fleet::Fleet;
use crate::model::report::{RotationRow, RotationWay, SecretsRotateReport};
use crate::model::secrets::{SecretMatrix, Tool};
use crate::secrets::rotation::state::{Rotation, State};
use crate::secrets::rotation::unit::{Graph, under_way};
use crate::ui::Table;
use one::{Runs, parts};

/// Give secrets new values, step by step, so that nobody is ever refused
///
/// By `rotate = { kind = "password"; .. }` in the rule: a new value is minted beside the old one, accepted
/// by its verifier, put in its place, deployed, verified, and only then is the old one retired. Every
/// step is journaled beside the secret (`NAME.rotation.json`, no value in it); a run that was killed goes
/// on with `--continue`, here or on another machine. Where a deployment is needed it waits and says
/// so: deploy with whatever you use, then `--continue`. Exit code 6 as long as something waits.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Args {
    /// The secrets
    #[arg(value_name = "SECRET")]
    names: Vec<String>,
    /// All secrets that are due
    #[arg(long, conflicts_with_all = ["go_on", "abort", "status", "names"])]
    due: bool,
    /// Say what would be done, and do nothing
    #[arg(long, conflicts_with_all = ["go_on", "abort", "status"])]
    dry_run: bool,
    /// Go on with rotations that are under way: what they wait for has been deployed
    #[arg(long = "continue", conflicts_with_all = ["abort", "status"])]
    go_on: bool,
    /// Go back to the old value
    #[arg(long, conflicts_with = "status")]
    abort: bool,
    /// Say which rotations are under way
    #[arg(long)]
    status: bool,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(context: &Context, rules: Option<&Path>, args: &Args) -> Result<Exit> {
    if args.names.is_empty() && !(args.due || args.go_on || args.abort || args.status) {
        return Err(Error::usage("nothing to rotate: name a secret, or pass --due")
            .hint("`nixward secrets rotate --status` lists what is under way"));
    }
    look_around(context)?;
    let session = Session::begin(context)?;
    let writes = !(args.dry_run || args.status);
    let _alone = writes.then(|| session.store.rotating()).transpose()?;
    if writes && session.store.has_journal()? {
        drop(session.change(context, "rotate", [])?);
    }
    let matrix = matrix(context, rules)?.of(Tool::Agenix);
    let graph = Graph::of(&matrix, users::users(context)?);
    let under_way = under_way(&matrix, session.store.root())?;
    if args.status {
        return status(context, args, &under_way);
    }
    let wanted = wanted(context, &matrix, &graph, &under_way, args)?;
    if wanted.is_empty() {
        let text =
            if args.due { "nothing that can be rotated is due" } else { "nothing is under way" };
        context.ui.note(text);
    }
    let mut units = Vec::new();
    for file in wanted {
        units.push((file, parts(&session, &graph, file, under_way.get(file))?));
    }
    if args.dry_run {
        let rows = units.iter().map(|(_, parts)| plan::row(parts)).collect();
        return finish(context, args, rows, None);
    }
    let fleet = fleet(context, args)?;
    let keys = session.keys(context, &args.keys)?;
    let mut rows = Vec::new();
    let mut first = None;
    let runs = Runs {
        context,
        session: &session,
        keys: &keys,
        matrix: &matrix,
        graph: &graph,
        fleet: &fleet,
        args,
    };
    for (file, parts) in &units {
        let (row, error) = match under_way.get(file) {
            None => match runs.keeps_out(parts)? {
                Some(why) => (runs.kept_out(parts, &why), None),
                None => runs.run(parts, None),
            },
            Some(rotation) => runs.run(parts, Some(rotation.clone())),
        };
        rows.push(row);
        match (error, &first) {
            (Some(error), None) => first = Some(error),
            (Some(error), Some(_)) => context.ui.error(&error),
            (None, _) => {}
        }
    }
    finish(context, args, rows, first)
}

/// The inventory; an empty one where there is none. What limits a rotation must be known, but not for
/// the way back.
fn fleet(context: &Context, args: &Args) -> Result<Fleet> {
    let Some(inventory) = context.inventory()? else { return Ok(Fleet::default()) };
    match &inventory.fleet {
        Some(fleet) => Ok(fleet.clone()),
        None if args.abort => Ok(Fleet::default()),
        None => Err(Error::input(format!("{} has mistakes", inventory.file))
            .because("it says in which order hosts get new values")
            .hint("nixward check")),
    }
}

/// The rotations that are meant: by the secret that each is of.
fn wanted<'m>(
    context: &Context,
    matrix: &'m SecretMatrix,
    graph: &Graph<'m>,
    under_way: &BTreeMap<&'m str, Rotation>,
    args: &Args,
) -> Result<Vec<&'m str>> {
    let of = |file: &str| {
        under_way
            .iter()
            .find(|(_, rotation)| rotation.members.iter().any(|member| member.file == file))
    };
    if args.due {
        return due_now(context, matrix, graph, under_way);
    }
    if args.names.is_empty() {
        if args.abort && under_way.len() > 1 {
            return Err(Error::usage("several rotations are under way: name those to abort"));
        }
        return Ok(under_way.keys().copied().collect());
    }
    let mut wanted = Vec::new();
    for name in &args.names {
        let secret = find(matrix, name)?;
        let file = match of(&secret.file) {
            Some((root, _)) => *root,
            None if args.go_on || args.abort => {
                return Err(Error::input(format!("no rotation of {} is under way", secret.file)));
            }
            None => startable(graph, secret.file.as_str(), &of)?,
        };
        if !wanted.contains(&file) {
            wanted.push(file);
        }
    }
    Ok(wanted)
}

/// A secret whose rotation can begin.
fn startable<'m, 'r>(
    graph: &Graph<'m>,
    file: &'m str,
    of: &dyn Fn(&str) -> Option<(&'r &'m str, &'r Rotation)>,
) -> Result<&'m str>
where
    'm: 'r,
{
    graph.policy(file)?;
    for secret in graph.unit(file)? {
        if let Some((other, _)) = of(&secret.file) {
            return Err(Error::input(format!("{file} cannot be rotated now"))
                .because(format!("{} is being changed with {other}", secret.file))
                .hint("finish that first: `nixward secrets rotate --continue`"));
        }
    }
    Ok(file)
}

fn due_now<'m>(
    context: &Context,
    matrix: &'m SecretMatrix,
    graph: &Graph<'m>,
    under_way: &BTreeMap<&'m str, Rotation>,
) -> Result<Vec<&'m str>> {
    for why in graph.wrong.keys().filter_map(|file| graph.said(file)) {
        context.ui.warn(&why);
    }
    let ages = due::ages(context, matrix)?;
    let now = Timestamp::now().as_second();
    let roots = graph.roots().filter(|file| !under_way.contains_key(file));
    let is_due = |file: &&str| {
        let row = matrix.secret(file).and_then(|secret| due::row(secret, &ages, None, now));
        row.is_some_and(|row| due::is_due(row.state))
    };
    Ok(roots.filter(is_due).collect())
}

fn status(context: &Context, args: &Args, under_way: &BTreeMap<&str, Rotation>) -> Result<Exit> {
    let rows = under_way.iter().map(|(file, rotation)| RotationRow {
        file: (*file).to_owned(),
        kind: rotation.kind.clone(),
        members: rotation.members.iter().map(|member| member.file.clone()).collect(),
        state: Some(rotation.state),
        way: rotation.way,
        waits: rotation.waits.clone(),
        help: None,
        steps: Vec::new(),
        problem: rotation.why.clone(),
    });
    let report = SecretsRotateReport { dry_run: false, rotations: rows.collect() };
    if args.format.get() == Format::Json {
        context.ui.json(&context.root()?, &report)?;
        return Ok(Exit::Fine);
    }
    if report.rotations.is_empty() {
        context.ui.note("nothing is under way");
        return Ok(Exit::Fine);
    }
    let mut table = Table::new(["SECRET", "KIND", "STATE", "SINCE", "WAITS"]);
    for (row, rotation) in report.rotations.iter().zip(under_way.values()) {
        let since = i64::try_from(rotation.started).ok().and_then(due::day).unwrap_or_default();
        let waits = row.waits.clone().unwrap_or_else(|| "-".to_owned());
        let way = if row.way == RotationWay::Back { "going back, " } else { "" };
        let state = format!("{way}{}", row.state.map_or("", State::as_str));
        table.row([row.members.join(", "), row.kind.clone(), state, since, waits]);
    }
    context.ui.table(&table)?;
    Ok(Exit::Fine)
}

fn finish(
    context: &Context,
    args: &Args,
    rows: Vec<RotationRow>,
    error: Option<Error>,
) -> Result<Exit> {
    let waits = rows.iter().any(|row| row.waits.is_some());
    if args.format.get() == Format::Json {
        let report = SecretsRotateReport { dry_run: args.dry_run, rotations: rows };
        context.ui.json(&context.root()?, &report)?;
    } else if args.dry_run {
        let lines: Vec<&str> = rows.iter().flat_map(|row| &row.steps).map(String::as_str).collect();
        context.ui.lines(lines)?;
    }
    match error {
        Some(error) => Err(error),
        None if waits => Ok(Exit::Paused),
        None => Ok(Exit::Fine),
    }
}
