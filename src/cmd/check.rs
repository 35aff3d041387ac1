//! `nixward check`

use std::time::Instant;

use clap::ValueEnum;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::format::{Format, FormatArgs};
use crate::check::{self, Input, Outcome, RULES};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::files::Files;
use crate::flake::hosts::{self, Discovery};
use crate::model::finding::Severity;
use crate::model::report::{CheckReport, CheckedHost, Eval, FindingRow, SkippedRule, Stats, Tiers};
use crate::tree::{RelPath, Tree};

/// Why nothing is evaluated.
const NO_EVALUATION: &str = "evaluation is not available in this version";

/// Say what is wrong with the flake
///
/// Reads every Nix file of the flake, its lock and its tree, without Nix. `nixward explain CODE`
/// tells what is behind a finding. A comment accepts one, on its line or alone above it:
/// `# nixward: allow NW123 reason`, at will ending in `until 2027-01-31`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Exit with 1 for findings that matter at least this much
    #[arg(long, value_enum, default_value_t = Level::Error, value_name = "LEVEL")]
    deny: Level,
    /// How far to go: the files alone, what earlier evaluations said, or new evaluations
    #[arg(long, value_enum, value_name = "TIER")]
    tier: Option<Tier>,
    /// Fail where this tier cannot run
    #[arg(long, value_enum, value_name = "TIER")]
    require: Option<Tier>,
    /// Judge dates as of this day instead of today
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    Error,
    Warning,
    Info,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tier {
    Static,
    Cached,
    Eval,
}

/// Checks the flake.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let started = Instant::now();
    let source = context.source()?;
    let files = Files::new(source.tree.clone());
    let today = args.today.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date());
    let hosts = hosts::discover(source)?;
    let input = Input { files: &files, flake_dir: &source.flake_dir, hosts: Some(&hosts), today };
    let outcome = check::run(&input, RULES)?;
    match args.format.get() {
        Format::Human => print(context, &source.tree, &outcome, started)?,
        Format::Json => {
            let root = source.tree.root_dir().map(|root| root.display().to_string());
            context.ui.json(&root.unwrap_or_default(), &report(&hosts, &outcome, started))?;
        }
    }
    if matches!(args.require, Some(Tier::Cached | Tier::Eval)) {
        return Err(Error::tool(format!("the evaluated tier did not run: {NO_EVALUATION}"))
            .hint("leave out --require"));
    }
    let denied = outcome.worst().is_some_and(|worst| worst >= args.deny.severity());
    Ok(if denied { Exit::Findings } else { Exit::Fine })
}

fn print(context: &Context, tree: &Tree, outcome: &Outcome, started: Instant) -> Result<()> {
    context.ui.findings(&outcome.findings, |file| tree.read_text(&RelPath::new(file)?).ok())?;
    for skipped in outcome.skipped.chunk_by(|a, b| a.why == b.why) {
        let codes: Vec<&str> = skipped.iter().map(|rule| rule.code).collect();
        let why = skipped.first().map_or("", |rule| rule.why.as_str());
        context.ui.note(&format!("skipped {}: {why}", codes.join(" ")));
    }
    let files = usize::try_from(outcome.files).unwrap_or(usize::MAX);
    context.ui.summary(&outcome.findings, files, started.elapsed());
    Ok(())
}

fn report(hosts: &Discovery, outcome: &Outcome, started: Instant) -> CheckReport {
    CheckReport {
        tiers: Tiers { static_: "ran".to_owned(), eval: format!("skipped: {NO_EVALUATION}") },
        hosts: hosts
            .hosts
            .iter()
            .map(|found| CheckedHost::new(&found.host, Eval::skipped(NO_EVALUATION)))
            .collect(),
        hosts_incomplete: !hosts.is_complete(),
        findings: outcome.findings.iter().map(FindingRow::from).collect(),
        skipped: outcome
            .skipped
            .iter()
            .map(|skipped| SkippedRule { code: skipped.code, reason: skipped.why.clone() })
            .collect(),
        stats: Stats {
            files: outcome.files,
            bytes: outcome.bytes,
            ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        },
    }
}
