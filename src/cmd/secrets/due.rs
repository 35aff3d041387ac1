//! `nixward secrets due`

use jiff::Timestamp;

use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::model::fleet::TimeSpan;
use crate::model::report::{DueRow, DueState, SecretsDueReport, SetBy};
use crate::model::secrets::{OnDisk, Secret, SecretMatrix};
use crate::secrets::due::{self, Ages, Policy, Set, Source, State};
use crate::secrets::rotation::unit::under_way;
use crate::ui::Table;

/// Say which values are due to be changed
///
/// By `rotate = { maxAge = "180d"; warnBefore = "14d"; }` in the rule of a secret (of sops: `rotate` in the
/// creation rule, which sops leaves unread), by what is usual for its `kind`, or by `--max-age`. When a
/// value was set is what nixward noted in the file; otherwise git and sops tell between which days
/// that was. A value that somebody knows who may no longer open it is due at once. Exit code 1 where
/// anything is due.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// List the other secrets, too
    #[arg(long)]
    all: bool,
    /// How old values become whose rules do not say, such as 365d
    #[arg(long, value_name = "SPAN")]
    max_age: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(context: &Context, matrix: &SecretMatrix, args: &Args) -> Result<Exit> {
    let otherwise = args.max_age.as_deref().map(span).transpose()?;
    let ages = ages(context, matrix)?;
    let now = Timestamp::now().as_second();
    let mut rows: Vec<DueRow> =
        matrix.secrets.iter().filter_map(|secret| row(secret, &ages, otherwise, now)).collect();
    let root = std::path::PathBuf::from(context.root()?);
    for (_, rotation) in under_way(matrix, &root)? {
        let is_of = |row: &&mut DueRow| rotation.members.iter().any(|it| it.file == row.file);
        for row in rows.iter_mut().filter(is_of) {
            row.rotation = Some(rotation.state);
        }
    }
    if !args.all {
        rows.retain(|row| row.state != DueState::Fresh || row.rotation.is_some());
    }
    rows.sort_by(|a, b| (a.state, &a.due, &a.file).cmp(&(b.state, &b.due, &b.file)));
    let is_due = rows.iter().any(|row| is_due(row.state));
    let report = SecretsDueReport { secrets: rows };
    match args.format.get() {
        Format::Json => context.ui.json(&context.root()?, &report)?,
        Format::Human => print(context, &report)?,
    }
    Ok(if is_due { Exit::Findings } else { Exit::Fine })
}

/// Whether a value is to be changed now.
pub(super) const fn is_due(state: DueState) -> bool {
    matches!(state, DueState::Exposed | DueState::Due)
}

fn span(text: &str) -> Result<i64> {
    let span: TimeSpan = text
        .parse()
        .map_err(|right| Error::usage(format!("--max-age {text} should be {right}")))?;
    Ok(i64::try_from(span.seconds()).unwrap_or(i64::MAX))
}

/// When the values were set; says where git could not be asked.
pub(super) fn ages(context: &Context, matrix: &SecretMatrix) -> Result<Ages> {
    let ages = due::ages(&context.source()?.tree, matrix, Timestamp::now().as_second());
    if let Some(why) = &ages.without_git {
        context.ui.note(&format!("git was not asked how old files are: {why}"));
    }
    Ok(ages)
}

/// What is to be said of a secret; nothing of one without a value.
pub(super) fn row(
    secret: &Secret,
    ages: &Ages,
    otherwise: Option<i64>,
    now: i64,
) -> Option<DueRow> {
    let OnDisk::Sealed(sealed) = &secret.disk else { return None };
    let set = ages.of.get(&secret.file).copied();
    let exposed = sealed.meta.as_ref().is_some_and(|meta| meta.exposed);
    let (policy, problem) = match Policy::of(secret, otherwise) {
        Ok(policy) => (policy, None),
        Err(why) => (Policy { max_age: None, warn_before: 0 }, Some(why)),
    };
    let state = due::judge(policy, set, exposed, now);
    let ends = |set: Set| Some(set.latest.saturating_add(policy.max_age?));
    Some(DueRow {
        file: secret.file.clone(),
        tool: secret.tool,
        state: if problem.is_some() { DueState::Unknown } else { self::state(state) },
        set_by: set.map(|set| by(set.by)),
        set_not_before: set.and_then(|set| set.earliest).and_then(day),
        set_not_after: set.and_then(|set| day(set.latest)),
        max_age_days: policy.max_age.map(|seconds| seconds / 86_400),
        due: set.and_then(ends).and_then(day),
        problem,
        rotation: None,
    })
}

fn state(state: State) -> DueState {
    match state {
        State::Exposed => DueState::Exposed,
        State::Due => DueState::Due,
        State::Perhaps => DueState::Perhaps,
        State::Soon => DueState::Soon,
        State::Unknown => DueState::Unknown,
        State::Fresh => DueState::Fresh,
    }
}

const fn by(source: Source) -> SetBy {
    match source {
        Source::Note => SetBy::Note,
        Source::Sops => SetBy::Sops,
        Source::Git => SetBy::Git,
    }
}

/// A day of the calendar, in UTC.
pub(super) fn day(seconds: i64) -> Option<String> {
    let time = Timestamp::from_second(seconds).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}

/// When a value was set, for people.
pub(super) fn set(row: &DueRow) -> String {
    match (&row.set_not_before, &row.set_not_after) {
        (_, None) => "not known".to_owned(),
        (Some(earliest), Some(latest)) if earliest == latest => latest.clone(),
        (Some(earliest), Some(latest)) => format!("{earliest} to {latest}"),
        (None, Some(latest)) => format!("until {latest}"),
    }
}

/// A state in a word or two.
pub(super) const fn word(state: DueState) -> &'static str {
    match state {
        DueState::Exposed => "exposed",
        DueState::Due => "due",
        DueState::Perhaps => "perhaps due",
        DueState::Soon => "soon due",
        DueState::Unknown => "not known",
        DueState::Fresh => "not due",
    }
}

fn print(context: &Context, report: &SecretsDueReport) -> Result<()> {
    if report.secrets.is_empty() {
        context.ui.note("nothing is due");
        return Ok(());
    }
    let mut table = Table::new(["SECRET", "STATE", "SET", "DUE"]);
    for row in &report.secrets {
        let due = row.due.clone().unwrap_or_else(|| "-".to_owned());
        let state = match row.rotation {
            Some(rotation) => format!("{}, {}", word(row.state), rotation.as_str()),
            None => word(row.state).to_owned(),
        };
        table.row([row.file.clone(), state, set(row), due]);
    }
    context.ui.table(&table)?;
    for row in &report.secrets {
        if row.state == DueState::Exposed {
            let text = "somebody knows its value who may no longer open it";
            context.ui.note(&format!("{}: {text}", row.file));
        }
        if let Some(problem) = &row.problem {
            context.ui.note(&format!("{}: {problem}", row.file));
        }
    }
    Ok(())
}
