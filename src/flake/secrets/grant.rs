//! Giving a host its key: in the place of the one it had, in the inventory, and in the rules of the
//! secrets that it needs. Each step is read back before the next.

mod sheet;

use std::collections::{BTreeMap, BTreeSet};

use super::rewrite::{self, Wanted, binding_at, edited, holds, keys, name, over};
use crate::error::Result;
use crate::flake::inventory::file::{self, Inventory};
use crate::flake::inventory::insert;
use crate::flake::statement::{Edited, Text};
use crate::model::finding::Edit;
use crate::model::fleet::Host;
use crate::model::secrets::{Recipient, Rule, SecretMatrix};
use crate::syntax;
use crate::tree::{RelPath, Source};
use sheet::Sheet;

/// A host and its key.
pub struct Newcomer<'a> {
    /// The name of the host.
    pub name: &'a str,
    /// Its key.
    pub key: &'a Recipient,
    /// Keys that it had, and has no longer.
    pub old: &'a [Recipient],
}

/// What came of it.
pub struct Granted {
    /// The files as they will be.
    pub source: Source,
    /// Those that change.
    pub edited: Vec<Edited>,
    /// Rules that are not written so that they could be edited, by rules file and name.
    pub by_hand: BTreeSet<(String, String)>,
}

/// Gives a host its key: wherever its old keys stand, and in the rules of these secrets.
///
/// # Errors
/// A file that cannot be read, or a machine that gives no thread.
pub fn grant(
    source: &Source,
    named: Option<&RelPath>,
    inventory: Option<&Inventory>,
    newcomer: &Newcomer<'_>,
    secrets: &BTreeSet<String>,
) -> Result<Granted> {
    let fleet = inventory.map(|inventory| &inventory.file);
    let replaced = replaced(source, named, fleet, newcomer)?;
    let noted = noted(&replaced, inventory, newcomer)?;
    let matrix = super::read(&noted, None, named)?;
    let wanted = |rule: &&Rule| !keys(rule).is_some_and(|keys| keys.contains(&newcomer.key.key));
    let secrets = matrix.secrets.iter().filter(|secret| secrets.contains(&secret.file));
    let rules: Vec<&Rule> = secrets.flat_map(|secret| &secret.rules).filter(wanted).collect();
    let (granted, by_hand) = added(&noted, &matrix, newcomer, &rules)?;
    let edited = differences(source, &granted)?;
    Ok(Granted { source: granted, edited, by_hand })
}

/// The files that differ between two views of the same tree.
fn differences(before: &Source, after: &Source) -> Result<Vec<Edited>> {
    let mut edited = Vec::new();
    for file in after.tree.files_where(|path| path.extension() == Some("nix"))? {
        let (before, after) = (before.tree.read(&file)?, after.tree.read(&file)?);
        if before != after {
            edited.push(Edited { file, before, after });
        }
    }
    Ok(edited)
}

/// The files with the new key wherever an old one is written out that rules or the inventory take, and
/// where an empty text that is called like the host keeps its place.
fn replaced(
    source: &Source,
    named: Option<&RelPath>,
    fleet: Option<&RelPath>,
    newcomer: &Newcomer<'_>,
) -> Result<Source> {
    let matrix = super::read(source, None, named)?;
    let is_old = |key: &str| newcomer.old.iter().any(|old| old.key == key);
    let instead = |rule: &Rule| {
        let Some(before) = keys(rule) else { return Wanted::Same };
        let new = || [newcomer.key.key.clone()];
        let kept = before.iter().filter(|key| !is_old(key)).cloned();
        let swapped: BTreeSet<String> = kept.chain(new()).collect();
        let grown: BTreeSet<String> = before.iter().cloned().chain(new()).collect();
        Wanted::Keys(vec![before, swapped, grown])
    };
    let mut edits: Vec<(RelPath, Vec<Edit>)> = Vec::new();
    for file in source.tree.files_where(|path| path.extension() == Some("nix"))? {
        let text = source.tree.read(&file)?;
        let found = sheet::places(&syntax::parse(&text), &is_old, newcomer);
        if found.is_empty() {
            continue;
        }
        let edit = [(file.clone(), found.clone())];
        let counts = fleet == Some(&file) || !holds(source, &matrix, &edit, &|_| Wanted::Same)?;
        if counts && holds(source, &matrix, &edit, &instead)? {
            edits.push((file, found));
        }
    }
    over(source, &edited(source, &edits)?)
}

/// The files with the key in the inventory, where the host is there and has none.
fn noted(
    source: &Source,
    inventory: Option<&Inventory>,
    newcomer: &Newcomer<'_>,
) -> Result<Source> {
    let Some(inventory) = inventory else { return Ok(source.clone()) };
    let Some(now) = file::load(source, Some(&inventory.file))? else { return Ok(source.clone()) };
    let host = now.fleet.as_ref().and_then(|fleet| fleet.hosts.get(newcomer.name));
    let has_key = |host: &Host| host.target.as_ref().is_some_and(|it| it.host_key.is_some());
    if host.is_none_or(has_key) {
        return Ok(source.clone());
    }
    for edited in insert::add_host_key(source, &now, newcomer.name, &newcomer.key.key)? {
        let after = over(source, &[edited])?;
        let read = file::load(&after, Some(&inventory.file))?.and_then(|read| read.fleet);
        let host = read.as_ref().and_then(|fleet| fleet.hosts.get(newcomer.name));
        let key = host.and_then(|host| host.target.as_ref()?.host_key.as_ref());
        if key.is_some_and(|key| key.as_str() == newcomer.key.key) {
            return Ok(after);
        }
    }
    Ok(source.clone())
}

/// The files with the key in rules, and the rules that cannot be edited.
fn added(
    source: &Source,
    matrix: &SecretMatrix,
    newcomer: &Newcomer<'_>,
    rules: &[&Rule],
) -> Result<(Source, BTreeSet<(String, String)>)> {
    let mut by_hand = BTreeSet::new();
    let mut edits: BTreeMap<RelPath, Vec<Edit>> = BTreeMap::new();
    let grown = |rule: &Rule| {
        let mut keys = keys(rule).unwrap_or_default();
        keys.insert(newcomer.key.key.clone());
        Wanted::Keys(vec![keys])
    };
    for rule in rules {
        let only = |other: &Rule| {
            if rewrite::is(other, rule) { grown(other) } else { Wanted::Same }
        };
        match addition(source, rule, newcomer)? {
            Some((file, found))
                if holds(source, matrix, &[(file.clone(), found.clone())], &only)? =>
            {
                edits.entry(file).or_default().extend(found);
            }
            _ => drop(by_hand.insert(name(rule))),
        }
    }
    let edits: Vec<(RelPath, Vec<Edit>)> = edits.into_iter().collect();
    let all = |other: &Rule| {
        let is_grown = rules.iter().any(|rule| rewrite::is(other, rule));
        if is_grown && !by_hand.contains(&name(other)) { grown(other) } else { Wanted::Same }
    };
    if !holds(source, matrix, &edits, &all)? {
        by_hand = rules.iter().map(|rule| name(rule)).collect();
        return Ok((source.clone(), by_hand));
    }
    Ok((over(source, &edited(source, &edits)?)?, by_hand))
}

/// The edits that add the key to a rule.
fn addition(
    source: &Source,
    rule: &Rule,
    newcomer: &Newcomer<'_>,
) -> Result<Option<(RelPath, Vec<Edit>)>> {
    let Some(at) = &rule.at else { return Ok(None) };
    let Some(file) = RelPath::new(&at.file) else { return Ok(None) };
    let text = source.tree.read(&file)?;
    let hir = syntax::parse(&text);
    let sheet = Sheet { hir: &hir, text: Text(&text), newcomer };
    let (item, base) = sheet.item();
    let edit = binding_at(&hir, at)
        .and_then(|binding| sheet.keys_of(binding))
        .and_then(|keys| sheet.append(keys, &item));
    Ok(edit.map(|edit| (file, base.into_iter().chain([edit]).collect())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agefile::recipient;
    use crate::tree::{Change, Tree};

    const OLD: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb";
    const NEW: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvF9ysCkuLmu7cFbnkRVUa2+XAah4hJCWlCrXfl5ABy";

    fn source(files: &[(&str, &str)]) -> Source {
        let changes = files.iter().map(|(name, text)| {
            (RelPath::new(name).unwrap(), Change::Content(text.as_bytes().to_vec()))
        });
        let tree = Tree::embedded(&[]).with_changes(changes.collect()).unwrap();
        Source { tree, flake_dir: RelPath::root() }
    }

    /// The rules file afterwards, with `NEW` for the key.
    fn granted(text: &str, secrets: &[&str], old: &[Recipient]) -> (String, usize) {
        let source = source(&[("secrets.nix", text)]);
        let key = recipient::read(NEW);
        let newcomer = Newcomer { name: "web", key: &key, old };
        let secrets = secrets.iter().map(|name| (*name).to_owned()).collect();
        let granted = grant(&source, None, None, &newcomer, &secrets).unwrap();
        let file = RelPath::new("secrets.nix").unwrap();
        let text = granted.source.tree.read_text(&file).unwrap();
        (text.replace(NEW, "NEW").replace(OLD, "OLD"), granted.by_hand.len())
    }

    #[test]
    fn keys_are_added_where_rules_are_written_out() {
        for (keys, after) in [
            ("[ a ]", "[ a web ]"),
            ("[ ]", "[ web ]"),
            ("[\n    a # first\n  ]", "[\n    a\n    web # first\n  ]"),
            ("all", "all ++ [ web ]"),
            ("[ a ] ++ all", "[ a web ] ++ all"),
            ("all ++ all", "all ++ all ++ [ web ]"),
            ("(all)", "(all) ++ [ web ]"),
        ] {
            let text = |keys: &str, more: &str| {
                format!(
                    "let\n  a = \"OLD\";\n  all = [ a ];{more}\nin\n{{\n  \"x.age\".publicKeys = {keys};\n  \
                     \"y.age\".publicKeys = all;\n}}\n"
                )
            };
            let before = text(keys, "").replace("OLD", OLD);
            let expected = text(after, "\n  web = \"NEW web\";");
            assert_eq!(granted(&before, &["x.age"], &[]), (expected, 0), "{keys}");
        }
    }

    #[test]
    fn a_place_that_was_kept_for_a_host_is_filled() {
        let text = format!(
            "let a = \"{OLD}\"; web = \"\"; in {{ \"x.age\" = {{ armor = true; publicKeys = [ a web ]; }}; \
             \"y.age\".publicKeys = [ a ]; }}"
        );
        let expected = "let a = \"OLD\"; web = \"NEW web\"; in { \"x.age\" = { armor = true; publicKeys = [ a web ]; }; \"y.age\".publicKeys = [ a ]; }";
        assert_eq!(granted(&text, &["x.age"], &[]), (expected.to_owned(), 0));
    }

    #[test]
    fn a_key_takes_the_place_of_an_older_one() {
        let text = format!("{{ \"x.age\".publicKeys = [ \"{OLD} root@web\" ]; }}");
        let expected = "{ \"x.age\".publicKeys = [ \"NEW root@web\" ]; }".to_owned();
        assert_eq!(granted(&text, &["x.age"], &[recipient::read(OLD)]), (expected, 0));
    }

    #[test]
    fn rules_that_are_computed_are_left_to_people() {
        let text = format!(
            "let f = k: {{ publicKeys = [ k ]; }}; in {{ \"x.age\" = f \"{OLD}\"; \"y.age\".publicKeys = [ ]; }}"
        );
        let (after, by_hand) = granted(&text, &["x.age"], &[]);
        assert_eq!((after, by_hand), (text.replace(OLD, "OLD"), 1));
        let text = format!(
            "builtins.mapAttrs (_: k: {{ publicKeys = k; }}) {{ \"x.age\" = [ \"{OLD}\" ]; }}"
        );
        assert_eq!(granted(&text, &["x.age"], &[]), (text.replace(OLD, "OLD"), 1));
    }
}
