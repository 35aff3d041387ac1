//! `nixward check`

use std::time::Instant;

use clap::ValueEnum;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::format::{Format, FormatArgs};
use crate::check::{self, Input, Outcome, RULES, Settings};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::files::Files;
use crate::flake::hosts::{self, Discovery};
use crate::flake::inventory::file::Inventory;
use crate::flake::secrets;
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
    /// Exit with 1 for findings that matter at least this much; without it `check.deny` of the
    /// inventory says it, and otherwise it is errors
    #[arg(long, value_enum, value_name = "LEVEL")]
    deny: Option<Level>,
    /// Leave out a rule, as `check.skip` of the inventory does
    #[arg(long, value_name = "CODE", value_parser = code)]
    skip: Vec<&'static str>,
    /// Let a rule matter this much; wins over `check.severity` and `check.skip`
    #[arg(long, value_name = "CODE=LEVEL", value_parser = severity)]
    severity: Vec<(&'static str, Severity)>,
    /// Leave out a file or folder of the flake, as `check.exclude` does
    #[arg(long, value_name = "PATH", value_parser = exclude)]
    exclude: Vec<RelPath>,
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
    let mut hosts = hosts::discover(source)?;
    let inventory = context.inventory()?;
    let matrix = secrets::read(source, inventory, None)?;
    let settings = settings(inventory, &source.flake_dir, args);
    let input = Input {
        files: &files,
        flake_dir: &source.flake_dir,
        hosts: Some(&hosts),
        inventory,
        secrets: Some(&matrix),
        settings: &settings,
        today,
    };
    let outcome = check::run(&input, RULES)?;
    if let Some(inventory) = inventory {
        hosts.apply(inventory);
    }
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
    let check = inventory.and_then(|inventory| inventory.check.as_ref());
    let deny = args.deny.map(Level::severity);
    let deny = deny.or_else(|| Some(check?.deny?.into())).unwrap_or(Severity::Error);
    let denied = outcome.worst().is_some_and(|worst| worst >= deny);
    Ok(if denied { Exit::Findings } else { Exit::Fine })
}

/// What the inventory says, and above it the command line.
fn settings(inventory: Option<&Inventory>, flake_dir: &RelPath, args: &Args) -> Settings {
    let mut settings =
        inventory.map(|inventory| Settings::of(inventory, flake_dir)).unwrap_or_default();
    for (code, severity) in &args.severity {
        settings.skip.remove(*code);
        settings.severity.insert((*code).to_owned(), *severity);
    }
    settings.skip.extend(args.skip.iter().map(|code| (*code).to_owned()));
    settings.exclude.extend(args.exclude.iter().filter_map(|path| flake_dir.join(path.as_str())));
    settings
}

fn code(text: &str) -> std::result::Result<&'static str, String> {
    let rule = check::find(&text.to_uppercase()).ok_or_else(|| match check::suggest(text) {
        Some(rule) => format!("there is no such rule; did you mean {} ({})?", rule.code, rule.name),
        None => "there is no such rule; `nixward explain` lists all".to_owned(),
    })?;
    Ok(rule.code)
}

fn severity(text: &str) -> std::result::Result<(&'static str, Severity), String> {
    let (rule, level) = text.split_once('=').ok_or("expected a code and a level: NW216=info")?;
    let level = Level::from_str(level, true)
        .map_err(|_| format!("`{level}` is none of error, warning, info"))?;
    Ok((code(rule)?, level.severity()))
}

fn exclude(text: &str) -> std::result::Result<RelPath, String> {
    RelPath::new(text).ok_or_else(|| "expected a path inside the flake".to_owned())
}

fn print(context: &Context, tree: &Tree, outcome: &Outcome, started: Instant) -> Result<()> {
    print_outcome(context, tree, outcome)?;
    let files = usize::try_from(outcome.files).unwrap_or(usize::MAX);
    context.ui.summary(&outcome.findings, files, started.elapsed());
    Ok(())
}

/// Prints the findings and which rules did not look.
pub(super) fn print_outcome(context: &Context, tree: &Tree, outcome: &Outcome) -> Result<()> {
    context.ui.findings(&outcome.findings, |file| tree.read_text(&RelPath::new(file)?).ok())?;
    for skipped in outcome.skipped.chunk_by(|a, b| a.why == b.why) {
        let codes: Vec<&str> = skipped.iter().map(|rule| rule.code).collect();
        let why = skipped.first().map_or("", |rule| rule.why.as_str());
        context.ui.note(&format!("skipped {}: {why}", codes.join(" ")));
    }
    Ok(())
}

/// The rules that did not look, for reports.
pub(super) fn skipped_rules(outcome: &Outcome) -> Vec<SkippedRule> {
    let skipped = outcome.skipped.iter();
    skipped.map(|rule| SkippedRule { code: rule.code, reason: rule.why.clone() }).collect()
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
        skipped: skipped_rules(outcome),
        stats: Stats {
            files: outcome.files,
            bytes: outcome.bytes,
            ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        },
    }
}
