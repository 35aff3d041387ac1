//! The flags of `nixward check`, and what they make of the inventory's settings.

use clap::ValueEnum;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::check::{self, Settings};
use crate::cmd::format::FormatArgs;
use crate::flake::inventory::file::Inventory;
use crate::model::finding::Severity;
use crate::tree::RelPath;

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
    pub(super) deny: Option<Level>,
    /// Leave out a rule, as `check.skip` of the inventory does
    #[arg(long, value_name = "CODE", value_parser = code)]
    pub(super) skip: Vec<&'static str>,
    /// Let a rule matter this much; wins over `check.severity` and `check.skip`
    #[arg(long, value_name = "CODE=LEVEL", value_parser = severity)]
    pub(super) severity: Vec<(&'static str, Severity)>,
    /// Leave out a file or folder of the flake, as `check.exclude` does
    #[arg(long, value_name = "PATH", value_parser = exclude)]
    pub(super) exclude: Vec<RelPath>,
    /// How far to go: the files alone, what earlier evaluations said, or new evaluations
    #[arg(long, value_enum, value_name = "TIER")]
    tier: Option<Tier>,
    /// Fail where this tier cannot run
    #[arg(long, value_enum, value_name = "TIER")]
    pub(super) require: Option<Tier>,
    /// Judge dates as of this day instead of today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) today: Option<Date>,
    /// Mend in the files what can be mended without a change of what they mean, then say what is
    /// left
    #[arg(long)]
    pub(super) fix: bool,
    /// Show what `--fix` would change, and change nothing
    #[arg(long, conflicts_with = "fix")]
    pub(super) diff: bool,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Level {
    Error,
    Warning,
    Info,
}

impl Level {
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Tier {
    Static,
    Cached,
    Eval,
}

impl Args {
    /// The day by which dates are judged.
    pub(super) fn today(&self) -> Date {
        self.today.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date())
    }

    /// What the inventory says, and above it the command line.
    pub(super) fn settings(&self, inventory: Option<&Inventory>, flake_dir: &RelPath) -> Settings {
        let mut settings =
            inventory.map(|inventory| Settings::of(inventory, flake_dir)).unwrap_or_default();
        for (code, severity) in &self.severity {
            settings.skip.remove(*code);
            settings.severity.insert((*code).to_owned(), *severity);
        }
        settings.skip.extend(self.skip.iter().map(|code| (*code).to_owned()));
        settings
            .exclude
            .extend(self.exclude.iter().filter_map(|path| flake_dir.join(path.as_str())));
        settings
    }

    /// The severity from which on findings fail the run.
    pub(super) fn denied(&self, inventory: Option<&Inventory>) -> Severity {
        let said = inventory.and_then(|inventory| inventory.check.as_ref()?.deny);
        self.deny.map(Level::severity).or(said.map(Severity::from)).unwrap_or(Severity::Error)
    }
}

fn code(text: &str) -> Result<&'static str, String> {
    let rule = check::find(&text.to_uppercase()).ok_or_else(|| match check::suggest(text) {
        Some(rule) => format!("there is no such rule; did you mean {} ({})?", rule.code, rule.name),
        None => "there is no such rule; `nixward explain` lists all".to_owned(),
    })?;
    Ok(rule.code)
}

fn severity(text: &str) -> Result<(&'static str, Severity), String> {
    let (rule, level) = text.split_once('=').ok_or("expected a code and a level: NW216=info")?;
    let level = Level::from_str(level, true)
        .map_err(|_| format!("`{level}` is none of error, warning, info"))?;
    Ok((code(rule)?, level.severity()))
}

fn exclude(text: &str) -> Result<RelPath, String> {
    RelPath::new(text).ok_or_else(|| "expected a path inside the flake".to_owned())
}
