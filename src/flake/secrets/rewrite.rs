//! Changing rules files that write their rules out, and only those: whatever an edit comes to is read
//! back, and counts only where exactly the wanted rules differ, in the wanted way.

use std::collections::{BTreeMap, BTreeSet};

use super::agenix;
use crate::error::{Error, Result};
use crate::flake::statement::{Edited, Text};
use crate::model::finding::Edit;
use crate::model::secrets::{KeyKind, Rule, SecretMatrix, Spot, Tool};
use crate::pure::on_deep_stack;
use crate::syntax;
use crate::syntax::hir::{Binding, Entry, Expr, Hir};
use crate::tree::{Change, RelPath, Source};

/// What becomes of rules files.
#[derive(Debug, Default)]
pub struct Rewrite {
    /// The files that change.
    pub edited: Vec<Edited>,
    /// The rules whose text is not written so that it could be edited, by rules file and name.
    pub by_hand: BTreeSet<(String, String)>,
}

/// Takes rules out.
///
/// # Errors
/// A file that cannot be read, or a machine that gives no thread.
pub fn without(source: &Source, matrix: &SecretMatrix, rules: &[&Rule]) -> Result<Rewrite> {
    let mut rewrite = Rewrite::default();
    let mut edits: BTreeMap<RelPath, Vec<Edit>> = BTreeMap::new();
    for rule in rules {
        let gone = |other: &Rule| if is(other, rule) { Wanted::Gone } else { Wanted::Same };
        let found = rule.at.as_ref().map(|at| removal(source, at)).transpose()?.flatten();
        match found {
            Some((file, edit))
                if holds(source, matrix, &[(file.clone(), vec![edit.clone()])], &gone)? =>
            {
                edits.entry(file).or_default().push(edit);
            }
            _ => drop(rewrite.by_hand.insert(name(rule))),
        }
    }
    let edits: Vec<(RelPath, Vec<Edit>)> = edits.into_iter().collect();
    let done = |other: &Rule| {
        let is_gone = rules.iter().any(|rule| is(other, rule));
        let by_hand = rewrite.by_hand.contains(&name(other));
        if is_gone && !by_hand { Wanted::Gone } else { Wanted::Same }
    };
    if !holds(source, matrix, &edits, &done)? {
        return Err(Error::internal("rules that can go one by one cannot go together"));
    }
    rewrite.edited = edited(source, &edits)?;
    Ok(rewrite)
}

/// What is to become of a rule.
pub(super) enum Wanted {
    /// Nothing.
    Same,
    /// It is to go.
    Gone,
    /// It is to have one of these sets of keys.
    Keys(Vec<BTreeSet<String>>),
}

pub(super) fn is(one: &Rule, other: &Rule) -> bool {
    one.rules_file == other.rules_file && one.name == other.name
}

pub(super) fn name(rule: &Rule) -> (String, String) {
    (rule.rules_file.clone(), rule.name.clone())
}

/// The files that edits come to.
pub(super) fn edited(source: &Source, edits: &[(RelPath, Vec<Edit>)]) -> Result<Vec<Edited>> {
    let edited = edits.iter().map(|(file, edits)| {
        let before = source.tree.read(file)?;
        Edited::of(file.clone(), before, edits)
    });
    edited.collect()
}

pub(super) fn over(source: &Source, edited: &[Edited]) -> Result<Source> {
    let changes = edited.iter().map(|it| (it.file.clone(), Change::Content(it.after.clone())));
    let tree = source.tree.with_changes(changes.collect())?;
    Ok(Source { tree, flake_dir: source.flake_dir.clone() })
}

/// Whether edits do just what is wanted, and nothing to any other rule of any file.
pub(super) fn holds(
    source: &Source,
    matrix: &SecretMatrix,
    edits: &[(RelPath, Vec<Edit>)],
    wanted: &(dyn Fn(&Rule) -> Wanted + Sync),
) -> Result<bool> {
    let Ok(edited) = edited(source, edits) else { return Ok(false) };
    let edited = over(source, &edited)?;
    on_deep_stack(|| {
        let rules = |source: &Source, path: &RelPath| {
            agenix::read(source, path, true).map(|(_, rules)| rules).unwrap_or_default()
        };
        matrix.rules_files.iter().filter(|file| file.tool == Tool::Agenix).all(|file| {
            let Some(path) = RelPath::new(&file.file) else { return true };
            differ_as_wanted(&rules(source, &path), &rules(&edited, &path), wanted)
        })
    })
    .map_err(|error| Error::tool("the evaluator could not be started").because(error))
}

fn differ_as_wanted(before: &[Rule], after: &[Rule], wanted: &dyn Fn(&Rule) -> Wanted) -> bool {
    let mut rest: BTreeMap<&str, &Rule> =
        after.iter().map(|rule| (rule.name.as_str(), rule)).collect();
    let as_wanted = before.iter().all(|rule| {
        let now = rest.remove(rule.name.as_str());
        let keeps = |now: &Rule| now.armor == rule.armor && same_policy(now, rule);
        match wanted(rule) {
            Wanted::Gone => now.is_none(),
            Wanted::Same => now.is_some_and(|now| keeps(now) && keys(now) == keys(rule)),
            Wanted::Keys(any) => now
                .is_some_and(|now| keeps(now) && keys(now).is_some_and(|keys| any.contains(&keys))),
        }
    });
    as_wanted && rest.is_empty()
}

/// Mistakes name their places, which an edit moves.
fn same_policy(one: &Rule, other: &Rule) -> bool {
    match (&one.policy, &other.policy) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), Err(_)) => true,
        _ => false,
    }
}

/// The keys of a rule; none where they are not known.
pub(super) fn keys(rule: &Rule) -> Option<BTreeSet<String>> {
    let recipients = rule.recipients.as_deref()?.iter();
    Some(recipients.filter(|key| key.kind != KeyKind::None).map(|key| key.key.clone()).collect())
}

/// The binding whose name stands at a spot.
pub(super) fn binding_at<'h>(hir: &'h Hir, at: &Spot) -> Option<&'h Binding> {
    let bindings =
        (0..hir.binding_count()).filter_map(|at| hir.binding_at(u32::try_from(at).ok()?));
    bindings.into_iter().find(|binding| binding.name_span.start == at.bytes.0)
}

/// The edit that takes out the statement at a spot.
fn removal(source: &Source, at: &Spot) -> Result<Option<(RelPath, Edit)>> {
    let Some(file) = RelPath::new(&at.file) else { return Ok(None) };
    let text = source.tree.read(&file)?;
    let hir = syntax::parse(&text);
    let range = binding_at(&hir, at).and_then(|binding| {
        let end = end_of(&hir, binding)? as usize;
        let rest = text.get(end..)?;
        let blank = rest.len() - rest.trim_ascii_start().len();
        (rest.get(blank) == Some(&b';'))
            .then_some(binding.name_span.start as usize..end + blank + 1)
    });
    Ok(range.map(|range| {
        let text = Text(&text);
        (file, text.edit(text.whole_lines(range), String::new()))
    }))
}

/// Where the value of a binding ends, if it is one statement.
pub(super) fn end_of(hir: &Hir, binding: &Binding) -> Option<u32> {
    let Entry::Value(value) = binding.entry else { return None };
    let Expr::Attrs(set) = hir.expr(value) else { return Some(hir.span(value).end) };
    let set = hir.set(set);
    if !set.synthetic {
        return Some(hir.span(value).end);
    }
    match hir.bindings(set.bindings) {
        [inner] if set.dynamics.is_empty() => end_of(hir, inner),
        _ => None,
    }
}
