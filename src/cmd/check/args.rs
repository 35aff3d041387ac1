//! The flags of `nixward check`, and what they make of the inventory's settings.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::choose::{self, Deny, Rules};
use super::shard::Shard;
use crate::check::Settings;
use crate::cmd::evaluation::EvaluationArgs;
use crate::flake::inventory::file::Inventory;
use crate::model::finding::{Finding, Severity};
use crate::tree::{RelPath, Seen};

/// Say what is wrong with the flake
///
/// Reads every Nix file of the flake, its lock and its tree, without Nix, and holds what evaluations
/// said of its hosts against rules: by itself those that still hold, with `--tier eval` new ones where
/// need be. `nixward explain CODE` tells what is behind a finding. A comment accepts one, on its line
/// or alone above it: `# nixward: allow NW123 reason`, at will ending in `until 2027-01-31`.
/// `# deadnix: skip` accepts what NW101 to NW105 say of its line and the next.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Exit with 1 for findings that matter at least this much, or for those of a rule or area;
    /// without a level `check.deny` of the inventory says it, and otherwise it is errors
    #[arg(long, value_name = "LEVEL|CODE", value_parser = choose::denied)]
    pub(super) deny: Vec<Deny>,
    /// Run only this rule, or all of an area such as 1xx
    #[arg(long, value_name = "CODE|AREA", value_parser = choose::rules)]
    pub(super) only: Vec<Rules>,
    /// Leave out a rule or an area, as `check.skip` of the inventory does
    #[arg(long, value_name = "CODE|AREA", value_parser = choose::rules)]
    pub(super) skip: Vec<Rules>,
    /// Let a rule matter this much; wins over `check.severity` and `check.skip`
    #[arg(long, value_name = "CODE=LEVEL", value_parser = severity)]
    pub(super) severity: Vec<(&'static str, Severity)>,
    /// Leave out a file or folder of the flake, as `check.exclude` does
    #[arg(long, value_name = "PATH", value_parser = exclude)]
    pub(super) exclude: Vec<RelPath>,
    /// How far to go: the files alone, as hooks do by themselves; also what earlier evaluations of hosts
    /// said and still holds, as a check does by itself; or new evaluations of all hosts of which nothing
    /// is known
    #[arg(long, value_enum, value_name = "TIER")]
    tier: Option<Tier>,
    /// Fail where a host of which this tier should say something is not evaluated
    #[arg(long, value_enum, value_name = "TIER")]
    pub(super) require: Option<Tier>,
    /// Say why this host is or is not evaluated, instead of what is wrong with the flake
    #[arg(long, value_name = "HOST")]
    pub(super) explain_cache: Option<String>,
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
    /// Check again whenever a file changes that the flake sees, until Ctrl-C
    #[arg(long, conflicts_with_all = ["fix", "diff", "write_baseline", "explain_cache"])]
    pub(in crate::cmd) watch: bool,
    #[command(flatten)]
    pub(super) known: KnownArgs,
    /// Report only what lies in files that differ from where REV and HEAD parted, committed or not, in
    /// what these lead to and in what leads to them; and what lies in no file
    #[arg(long, value_name = "REV")]
    pub(super) changed_since: Option<String>,
    /// Report only the findings of the I-th of N parts of the files, and evaluate only a part of the
    /// hosts; what lies in no file belongs to the first. All parts together report what a whole run does
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    pub(super) shard: Option<Shard>,
    #[command(flatten)]
    print: PrintArgs,
    #[command(flatten)]
    pub(super) evaluation: EvaluationArgs,
}

/// The findings that are known already.
#[derive(clap::Args, Debug)]
pub(super) struct KnownArgs {
    /// Report only findings that this file does not list. It knows them by rule, file and what their
    /// line says, so that they stay known when other lines change
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Make the file list all there is to find now, and report nothing
    #[arg(long, requires = "baseline", conflicts_with_all = ["changed_since", "shard", "fix", "diff"])]
    pub(super) write_baseline: bool,
}

/// How findings are printed.
#[derive(clap::Args, Debug)]
struct PrintArgs {
    /// Print each info too. Without this, people are told how many there are of each rule; those that
    /// `--only` or `--deny` asks for are printed in any case
    #[arg(long)]
    info: bool,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// The form in which findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For reading on a terminal
    #[default]
    Human,
    /// One JSON document, described in docs/contracts.md
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML: a suite for each rule, a test case for each file
    Junit,
    /// Annotations of GitHub Actions, and of Forgejo
    Github,
    /// A code quality report of GitLab
    Gitlab,
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
    /// The files alone
    Static,
    /// The files, and what earlier evaluations said
    Cached,
    /// All of it, and new evaluations
    Eval,
}

impl Args {
    /// How far to go for facts in a tree that is seen like this: what is staged has no evaluations, so
    /// that nobody need look for some.
    pub(super) fn tier(&self, seen: &Seen) -> Tier {
        let staged = *seen == Seen::Staged;
        self.tier.unwrap_or(if staged { Tier::Static } else { Tier::Cached })
    }

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
        let codes = |chosen: &[Rules]| -> BTreeSet<String> {
            chosen.iter().flat_map(Rules::codes).map(|code| (*code).to_owned()).collect()
        };
        settings.only = codes(&self.only);
        settings.skip.extend(codes(&self.skip));
        settings
            .exclude
            .extend(self.exclude.iter().filter_map(|path| flake_dir.join(path.as_str())));
        settings
    }

    /// Whether a finding is printed for people, and not just counted.
    pub(super) fn shows(&self, finding: &Finding, inventory: Option<&Inventory>) -> bool {
        finding.severity > Severity::Info
            || self.print.info
            || !self.only.is_empty()
            || self.denies(finding, inventory)
    }

    /// Whether a finding fails the run.
    pub(super) fn denies(&self, finding: &Finding, inventory: Option<&Inventory>) -> bool {
        let levels = self.deny.iter().filter_map(|deny| match deny {
            Deny::Level(severity) => Some(*severity),
            Deny::Rules(_) => None,
        });
        let said = || Some(Severity::from(inventory?.check.as_ref()?.deny?));
        let level = levels.min().or_else(said).unwrap_or(Severity::Error);
        let named = |code| {
            self.deny.iter().any(|deny| matches!(deny, Deny::Rules(rules) if rules.contains(code)))
        };
        finding.severity >= level || named(finding.code)
    }

    /// The form asked for.
    pub(super) fn form(&self) -> Form {
        if self.print.json { Form::Json } else { self.print.format }
    }
}

fn severity(text: &str) -> Result<(&'static str, Severity), String> {
    let (rule, level) = text.split_once('=').ok_or("expected a code and a level: NW216=info")?;
    let level = Level::from_str(level, true)
        .map_err(|_| format!("`{level}` is none of error, warning, info"))?;
    Ok((choose::code(rule)?, level.severity()))
}

fn exclude(text: &str) -> Result<RelPath, String> {
    RelPath::new(text).ok_or_else(|| "expected a path inside the flake".to_owned())
}
