//! `nixward options show`

use super::known::Known;
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::options::{Answer, Fact, Moment, OptionPath, Release, Row, Table};
use crate::flake::similar::{did_you_mean, nearest};
use crate::model::report::{OptionSource, OptionState, OptionsShowReport};

/// Say what is known of an option: its type and default, its new name, and for which releases
///
/// From the table of the flake's own nixpkgs where there is one (`nixward options update`), else from
/// what nixward knows by itself, with the dated source of each fact.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Its path, such as `services.openssh.settings.PermitRootLogin`
    #[arg(value_name = "OPTION")]
    path: String,
    #[command(flatten)]
    format: FormatArgs,
}

/// Releases that NixOS maintains or will soon; for each it is said where nothing proves a fact.
const SUPPORTED: [Release; 2] = [Release { year: 25, month: 11 }, Release { year: 26, month: 5 }];

/// Shows it.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let path = OptionPath::read(&args.path)?;
    let known = Known::of(context, None)?;
    let (table, answer) = known.look(&path);
    let report = report(table, answer, &path);
    let is_there = !matches!(report.state, OptionState::NotCovered | OptionState::Missing);
    match args.format.get() {
        Format::Json => context.ui.json(&known.root, &report)?,
        Format::Human if is_there => {
            context.ui.lines(lines(&report).iter().map(String::as_str))?;
        }
        Format::Human => return Err(absent(table, &report, &path)),
    }
    Ok(if is_there { Exit::Fine } else { Exit::Input })
}

fn report(table: &Table, answer: Answer<'_>, path: &OptionPath) -> OptionsShowReport {
    let mut report = OptionsShowReport {
        option: path.to_string(),
        state: OptionState::NotCovered,
        kind: None,
        default: None,
        read_only: false,
        inside: None,
        to: None,
        instead: None,
        sources: Vec::new(),
        unproven: Vec::new(),
        below: table.names_below(&path.0).into_iter().map(str::to_owned).collect(),
    };
    match answer {
        Answer::Row(row) => {
            describe(row, &mut report);
            prove(table, row, &mut report);
        }
        Answer::Inside(row) => {
            report.state = OptionState::Inside;
            report.inside = around(table, path, row);
            prove(table, row, &mut report);
        }
        Answer::Namespace => report.state = OptionState::Namespace,
        Answer::Missing => report.state = OptionState::Missing,
        Answer::NotCovered => {}
    }
    report
}

fn describe(row: &Row, report: &mut OptionsShowReport) {
    match &row.fact {
        Fact::Declared { kind, default, read_only } => {
            report.state = OptionState::Declared;
            report.kind = Some(kind.clone());
            report.default.clone_from(default);
            report.read_only = *read_only;
        }
        Fact::Renamed { to, .. } => {
            report.state = OptionState::Renamed;
            report.to = Some(to.clone());
        }
        Fact::Removed { instead } => {
            report.state = OptionState::Removed;
            report.instead = (!instead.is_empty()).then(|| instead.clone());
        }
    }
}

fn prove(table: &Table, row: &Row, report: &mut OptionsShowReport) {
    let source = |source: &crate::flake::options::Source| OptionSource {
        release: source.release.to_string(),
        day: source.day.map(|day| day.to_string()),
        what: source.what.clone(),
    };
    report.sources = table.sources_of(row).map(source).collect();
    // A table of one nixpkgs speaks of no other.
    if !table.whole {
        let open = |release: &&Release| !table.is_proven(row, Moment::Release(**release));
        report.unproven = SUPPORTED.iter().filter(open).map(Release::to_string).collect();
    }
}

/// The path of the option that a path lies in.
fn around(table: &Table, path: &OptionPath, row: &Row) -> Option<String> {
    let is_row = |path: &&[String]| matches!(table.look(path), Answer::Row(found) if std::ptr::eq(found, row));
    let mut ends = (1..path.0.len()).rev().filter_map(|end| path.0.get(..end));
    ends.find(is_row).map(|path| OptionPath(path.to_vec()).to_string())
}

fn lines(report: &OptionsShowReport) -> Vec<String> {
    let state = match report.state {
        OptionState::Renamed => format!("is called {} now", report.to.as_deref().unwrap_or("")),
        OptionState::Removed => "is gone".to_owned(),
        OptionState::Inside => {
            format!("lies in {}, which takes any names", report.inside.as_deref().unwrap_or(""))
        }
        OptionState::Namespace => "holds options".to_owned(),
        _ => report.kind.clone().unwrap_or_default(),
    };
    let mut lines = vec![format!("{}: {state}", report.option)];
    let mut line = |name: &str, value: &Option<String>| {
        lines.extend(value.iter().map(|value| format!("  {name}: {value}")));
    };
    line("default", &report.default);
    line("instead", &report.instead);
    if report.read_only {
        lines.push("  read-only".to_owned());
    }
    for OptionSource { release, day, what } in &report.sources {
        let by = day.as_ref().map(|day| format!(" (by {day})")).unwrap_or_default();
        lines.push(format!("  source: NixOS {release}{by}, {what}"));
    }
    if !report.unproven.is_empty() {
        lines.push(format!("  unproven for NixOS {}", report.unproven.join(", ")));
    }
    if !report.below.is_empty() {
        lines.push(format!("  below: {}", report.below.join(" ")));
    }
    lines
}

/// Why there is nothing to show.
fn absent(table: &Table, report: &OptionsShowReport, path: &OptionPath) -> Error {
    let error = Error::input(if table.whole {
        format!("the nixpkgs of this flake has no option `{}`", report.option)
    } else {
        format!("`{}` is not among the options that nixward knows", report.option)
    });
    let meant = path.0.split_last().and_then(|(name, parent)| {
        let meant = nearest(name, table.names_below(parent))?.to_owned();
        let path = parent.iter().cloned().chain([meant]).collect();
        Some(OptionPath(path).to_string())
    });
    match meant {
        Some(meant) => error.hint(did_you_mean(&meant)),
        None if table.whole => error,
        None => error.hint("know all options of the flake's own nixpkgs: nixward options update"),
    }
}
