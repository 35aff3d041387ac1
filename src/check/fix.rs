//! What the fixes of findings make of files.
//!
//! Fixes come in rounds: those of one round do not touch one another, and where two would, the
//! later one waits until the file has been looked at anew. That goes on until no rule has any more,
//! so that a second run finds nothing to do.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::engine::run;
use super::input::Input;
use super::rule::{Check, Rule};
use super::settings::Settings;
use crate::error::Result;
use crate::flake::files::Files;
use crate::model::finding::{Edit, Finding};
use crate::syntax::edit::{Refused, apply_to_nix};
use crate::tree::{Change, RelPath, Tree};

/// Each round mends at least one finding; this many would be a fix that undoes another.
const MOST_ROUNDS: usize = 1000;

/// Files that ask for the place of their own text: any change of it changes what they say.
const OWN_PLACE: &[&[u8]] = &[b"__curPos", b"unsafeGetAttrPos"];

/// What a file becomes.
#[derive(Debug)]
pub struct Mended {
    /// Its path.
    pub file: RelPath,
    /// What it held.
    pub before: Vec<u8>,
    /// What it will hold.
    pub after: Vec<u8>,
    /// How many findings that mends.
    pub findings: usize,
}

/// What the files become when everything is mended that can be, beginning with these findings of a
/// run over `tree`. Sorted by path; nothing is written.
pub fn mend(
    tree: &Tree,
    settings: &Settings,
    today: Date,
    rules: &[&'static Rule],
    findings: &[Finding],
) -> Result<Vec<Mended>> {
    let of_text = |rule: &&&'static Rule| matches!(rule.check, Check::File(_) | Check::Expr(..));
    let rules: Vec<&'static Rule> = rules.iter().filter(of_text).copied().collect();
    let mut mended: BTreeMap<RelPath, Mended> = BTreeMap::new();
    let mut round = findings.to_vec();
    for _ in 0..MOST_ROUNDS {
        let changes = changes(tree, &round, &mut mended)?;
        if changes.is_empty() {
            break;
        }
        let changed = Files::new(Tree::embedded(&[]).with_changes(changes)?);
        let input = Input {
            files: &changed,
            flake_dir: &RelPath::root(),
            hosts: None,
            inventory: None,
            secrets: None,
            settings,
            today,
        };
        round = run(&input, &rules)?.findings;
    }
    Ok(mended.into_values().collect())
}

/// Mends what can be mended at once, and gives the files that this changes.
fn changes(
    tree: &Tree,
    findings: &[Finding],
    mended: &mut BTreeMap<RelPath, Mended>,
) -> Result<BTreeMap<RelPath, Change>> {
    let mut changes = BTreeMap::new();
    for of_file in findings.chunk_by(|a, b| a.file == b.file) {
        let Some(file) = of_file[0].file.as_deref().and_then(RelPath::new) else { continue };
        if of_file.iter().all(|finding| finding.fix.is_empty()) {
            continue;
        }
        let text = match mended.get(&file) {
            Some(mended) => mended.after.clone(),
            None => tree.read(&file)?,
        };
        let Some((after, count)) = mend_text(&text, of_file) else { continue };
        changes.insert(file.clone(), Change::Content(after.clone()));
        let entry = mended.entry(file.clone()).or_insert_with(|| Mended {
            file,
            before: text,
            after: Vec::new(),
            findings: 0,
        });
        entry.after = after;
        entry.findings += count;
    }
    Ok(changes)
}

/// The text with as many of these findings mended as do not touch one another, and how many that
/// are; none where that changes nothing.
fn mend_text(text: &[u8], findings: &[Finding]) -> Option<(Vec<u8>, usize)> {
    if OWN_PLACE.iter().any(|name| memchr::memmem::find(text, name).is_some()) {
        return None;
    }
    let mut taken = Taken::default();
    let fixes: Vec<Vec<Edit>> = findings
        .iter()
        .filter(|finding| !finding.fix.is_empty() && taken.take(&finding.fix))
        .map(|finding| finding.fix.iter().map(|edit| apart(text, edit)).collect())
        .collect();
    let fixes: Vec<&[Edit]> = fixes.iter().map(Vec::as_slice).collect();
    let (after, count) = apply(text, &fixes)?;
    (after != text).then_some((after, count))
}

/// Applies these fixes, or the largest halves of them after which the text still parses.
fn apply(text: &[u8], fixes: &[&[Edit]]) -> Option<(Vec<u8>, usize)> {
    match apply_to_nix(text, &fixes.concat()) {
        Ok(after) => Some((after, fixes.len())),
        Err(Refused::Breaks(_)) if fixes.len() > 1 => {
            let (first, second) = fixes.split_at(fixes.len() / 2);
            apply(text, first).or_else(|| apply(text, second))
        }
        Err(_) => None,
    }
}

/// The edit, made so that `x:` and what comes to stand behind it do not become a URL.
fn apart(text: &[u8], edit: &Edit) -> Edit {
    let behind_colon =
        (edit.start as usize).checked_sub(1).and_then(|at| text.get(at)) == Some(&b':');
    let joins = edit.text.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric);
    let space = if behind_colon && joins { " " } else { "" };
    Edit { text: format!("{space}{}", edit.text), ..*edit }
}

/// The parts of a text that edits replace.
#[derive(Default)]
struct Taken(BTreeMap<u32, u32>);

impl Taken {
    /// Takes the places of all these edits, unless one of them is taken already.
    fn take(&mut self, edits: &[Edit]) -> bool {
        let free = edits.iter().all(|edit| self.is_free(edit));
        if free {
            self.0.extend(edits.iter().map(|edit| (edit.start, edit.end)));
        }
        free
    }

    fn is_free(&self, edit: &Edit) -> bool {
        let before = self.0.range(..=edit.start).next_back();
        let behind = self.0.range(edit.start..).next();
        before.is_none_or(|(&start, &end)| end <= edit.start && start != edit.start)
            && behind.is_none_or(|(&start, _)| start >= edit.end)
    }
}
