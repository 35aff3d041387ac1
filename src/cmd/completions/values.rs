//! What completes a value, by the value's name in the command line.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Arc;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, ValueCompleter};

use crate::check::RULES;
use crate::cmd::secrets;
use crate::context::Context;
use crate::error::Result;
use crate::flake::open;
use crate::flake::options::{Fact, Pinned, Row, Table};
use crate::model::fleet::Fleet;
use crate::model::host::HostKind;
use crate::model::secrets::{Secret, SecretMatrix, Tool};
use crate::ui::{Color, Ui};

/// The flake that is asked about.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) directory: PathBuf,
    pub(super) fleet: Option<PathBuf>,
    pub(super) rules: Option<PathBuf>,
}

/// A name, and what it is.
type Names = Vec<(String, Option<String>)>;

/// Says the names that a value may have.
type Source = fn(&Place, &Context) -> Result<Names>;

/// The names of values, and what they stand for.
const SOURCES: &[(&str, Source)] = &[
    ("HOST", |_, context| hosts(context)),
    ("SECRET", |place, context| Ok(secret_names(&matrix(place, context)?))),
    ("WHO", |_, context| people(context)),
    ("INPUT", |_, context| inputs(context)),
    ("SITE", |_, context| of_fleet(context, |fleet| fleet.sites.keys().cloned().collect())),
    ("FLAG", |_, context| of_fleet(context, |fleet| fleet.features.keys().cloned().collect())),
    ("OPTION", |_, context| Ok(options(context))),
    ("CODE", |_, _| Ok(codes())),
    ("CODE|AREA", |_, _| Ok([codes(), areas()].concat())),
    ("LEVEL|CODE", |_, _| Ok([levels(""), codes(), areas()].concat())),
    ("CODE=LEVEL", |_, _| Ok(codes().into_iter().flat_map(|(code, _)| levels(&code)).collect())),
];

/// The command line with what completes its values.
pub(super) fn attach(command: clap::Command, place: &Place) -> clap::Command {
    let command = command.mut_args(|arg| {
        let names = arg.get_value_names().unwrap_or_default();
        let sources: Vec<Option<Source>> = names.iter().map(|name| source(name)).collect();
        if sources.iter().all(Option::is_none) {
            return arg;
        }
        arg.add(ArgValueCompleter::new(Completer { place: place.clone(), sources: sources.into() }))
    });
    command.mut_subcommands(|verb| attach(verb, place))
}

fn source(name: &str) -> Option<Source> {
    SOURCES.iter().find(|(named, _)| *named == name).map(|(_, source)| *source)
}

/// One argument's values, in order.
struct Completer {
    place: Place,
    sources: Arc<[Option<Source>]>,
}

impl ValueCompleter for Completer {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        self.complete_at(0, current)
    }

    fn complete_at(&self, index: usize, current: &OsStr) -> Vec<CompletionCandidate> {
        // The last name stands for all further values.
        let source = self.sources.get(index).or(self.sources.last()).copied().flatten();
        let (Some(source), Some(current)) = (source, current.to_str()) else { return Vec::new() };
        let Place { directory, fleet, .. } = &self.place;
        let ui = Ui::standard(Color::Never, true);
        let context = Context::new(directory.clone(), fleet.clone(), true, ui);
        let names = source(&self.place, &context).unwrap_or_default();
        let fits = |(name, _): &(String, _)| name.starts_with(current) && is_plain(name);
        let candidate = |(name, help): (String, Option<String>)| {
            CompletionCandidate::new(name).help(help.map(Into::into))
        };
        names.into_iter().filter(fits).map(candidate).collect()
    }
}

/// Whether a shell takes the text for one word that means itself. Shells insert names as they are, and
/// a name is whatever somebody has written into a flake.
fn is_plain(name: &str) -> bool {
    let plain = |char: char| char.is_alphanumeric() || "_-./:@+=,%".contains(char);
    !name.is_empty() && !name.starts_with('-') && name.chars().all(plain)
}

/// Options with what each takes, as far as their paths are the same everywhere.
fn options(context: &Context) -> Names {
    let pinned = context.source().map(|source| Pinned::of(source, true)).unwrap_or_default();
    let table = pinned.own.as_ref().unwrap_or_else(|| Table::built_in());
    let said = |row: &Row| match &row.fact {
        Fact::Declared { kind, .. } => kind.clone(),
        Fact::Renamed { to, .. } => format!("is called {to} now"),
        Fact::Removed { .. } => "is gone".to_owned(),
    };
    let rows = table.rows().into_iter();
    rows.map(|(path, row)| (path.to_string(), Some(said(row)))).collect()
}

fn hosts(context: &Context) -> Result<Names> {
    let kind = |kind: HostKind| match kind {
        HostKind::Nixos => "NixOS",
        HostKind::Darwin => "nix-darwin",
        HostKind::Home => "home-manager",
    };
    let found = context.hosts()?.hosts.iter();
    let mut names: Names = found
        .map(|found| (found.host.name.clone(), Some(kind(found.host.kind).to_owned())))
        .collect();
    // A host that the flake does not give, or not yet, is one of the inventory all the same.
    for name in of_fleet(context, |fleet| fleet.hosts.keys().cloned().collect())? {
        if !names.iter().any(|(known, _)| *known == name.0) {
            names.push(name);
        }
    }
    names.sort();
    names.dedup_by(|a, b| a.0 == b.0);
    Ok(names)
}

fn of_fleet(context: &Context, names: fn(&Fleet) -> Vec<String>) -> Result<Names> {
    let fleet = context.inventory()?.and_then(|inventory| inventory.fleet.as_ref());
    Ok(fleet.map(names).unwrap_or_default().into_iter().map(|name| (name, None)).collect())
}

fn people(context: &Context) -> Result<Names> {
    let admins = of_fleet(context, |fleet| fleet.admins.keys().cloned().collect())?;
    Ok([admins, hosts(context)?].concat())
}

fn inputs(context: &Context) -> Result<Names> {
    let manifest = open::manifest(context.source()?);
    let inputs = manifest.into_iter().flat_map(|manifest| manifest.inputs);
    Ok(inputs.map(|input| (input.name, None)).collect())
}

fn matrix(place: &Place, context: &Context) -> Result<SecretMatrix> {
    secrets::matrix(context, place.rules.as_deref())
}

/// Each secret by the shortest of its names that is no other's.
fn secret_names(matrix: &SecretMatrix) -> Names {
    let by_rule = |secret: &Secret| match &secret.rules[..] {
        [rule] if secret.tool == Tool::Agenix => Some(rule.name.clone()),
        _ => None,
    };
    let names: Vec<Option<String>> = matrix.secrets.iter().map(by_rule).collect();
    let is_one = |name: &String| names.iter().flatten().filter(|other| *other == name).count() == 1;
    let secrets = matrix.secrets.iter().zip(&names);
    secrets
        .map(|(secret, name)| {
            let name = name.clone().filter(is_one);
            let file = name.is_some().then(|| secret.file.clone());
            (name.unwrap_or_else(|| secret.file.clone()), file)
        })
        .collect()
}

fn codes() -> Names {
    RULES.iter().map(|rule| (rule.code.to_owned(), Some(rule.name.to_owned()))).collect()
}

fn areas() -> Names {
    let area = |code: &str| Some(format!("{}xx", code.strip_prefix("NW")?.get(..1)?));
    let mut areas: Vec<String> = RULES.iter().filter_map(|rule| area(rule.code)).collect();
    areas.dedup();
    areas.into_iter().map(|area| (area, Some("all rules of an area".to_owned()))).collect()
}

fn levels(code: &str) -> Names {
    let equals = if code.is_empty() { "" } else { "=" };
    let level = |level: &str| (format!("{code}{equals}{level}"), None);
    ["error", "warning", "info"].map(level).into()
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_plain_words_are_offered() {
        for plain in ["web", "db-1", "secrets/wifi.age", "alex@desk", "größe"] {
            assert!(is_plain(plain), "{plain}");
        }
        for not in ["", "-rf", "a b", "$(x)", "a;b", "a'b", "a\nb", "\u{1b}[2J", "`x`", "a*"] {
            assert!(!is_plain(not), "{not:?}");
        }
    }
}
