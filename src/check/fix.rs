//! What the fixes of findings make of files.
//!
//! Fixes come in rounds: those of one round do not touch one another, and where two would, the
//! later one waits until the file has been looked at anew. That goes on until no rule has any more,
//! so that a second run finds nothing to do. What a baseline knows stays, see [`kept`].

mod kept;

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use rayon::prelude::*;

use kept::Kept;

use super::allow;
use super::rule::Rule;
use super::settings::Settings;
use super::summary::Summary;
use crate::error::Result;
use crate::model::finding::{Edit, Finding};
use crate::syntax::edit::{Refused, apply_to_nix};
use crate::syntax::hir::{AttrNameKind, Expr, ExprId, Hir, PathKind, ProblemKind};
use crate::syntax::parse;
use crate::tree::{RelPath, Tree};

/// Each round mends at least one finding; this many would be a fix that undoes another.
const MOST_ROUNDS: usize = 1000;

/// What gives a file the place of its own text: any change of that changes what the file says.
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

/// What all files become.
#[derive(Debug, Default)]
pub struct Mending {
    /// Those that change, sorted by path.
    pub files: Vec<Mended>,
    /// How many findings could be mended, were there not others in their lines that are to stay.
    pub beside: usize,
}

/// What the files become when everything is mended that can be, beginning with these findings of a
/// run over `tree`, sorted by file and place. Findings in `kept`, sorted likewise, and their lines stay
/// as they are. Nothing is written.
pub fn mend(
    tree: &Tree,
    settings: &Settings,
    today: Date,
    rules: &[&'static Rule],
    findings: &[Finding],
    kept: &[Finding],
) -> Result<Mending> {
    let runs = rules
        .iter()
        .filter(|rule| settings.leaves_out(rule).is_none())
        .map(|rule| rule.code)
        .collect();
    let rounds = Rounds { settings, today, runs };
    let by_file: Vec<&[Finding]> = findings.chunk_by(|a, b| a.file == b.file).collect();
    let mended: Vec<(Option<Mended>, usize)> = by_file
        .par_iter()
        .filter(|of_file| of_file.iter().any(|finding| !finding.fix.is_empty()))
        .filter_map(|of_file| Some((RelPath::new(of_file.first()?.file.as_deref()?)?, *of_file)))
        .map(|(file, of_file)| {
            let before = tree.read(&file)?;
            let kept = Kept::of(&before, of_file_in(kept, file.as_str()));
            let is_beside = |finding: &&Finding| !kept.survives(&before, &finding.fix);
            let beside = of_file.iter().filter(is_beside).count();
            Ok((rounds.mend(before, file, of_file, kept), beside))
        })
        .collect::<Result<_>>()?;
    let beside = mended.iter().map(|(_, beside)| beside).sum();
    Ok(Mending { files: mended.into_iter().filter_map(|(mended, _)| mended).collect(), beside })
}

/// The findings in a file, among those of all files.
fn of_file_in<'f>(findings: &'f [Finding], file: &str) -> &'f [Finding] {
    let from = |finding: &Finding| finding.file.as_deref() < Some(file);
    let upto = |finding: &Finding| finding.file.as_deref() <= Some(file);
    let (start, end) = (findings.partition_point(from), findings.partition_point(upto));
    findings.get(start..end).unwrap_or_default()
}

/// What every round goes by.
struct Rounds<'a> {
    settings: &'a Settings,
    today: Date,
    /// The codes of the rules that run.
    runs: HashSet<&'static str>,
}

impl Rounds<'_> {
    /// Mends one file; none where nothing can be.
    fn mend(
        &self,
        before: Vec<u8>,
        file: RelPath,
        findings: &[Finding],
        mut kept: Kept,
    ) -> Option<Mended> {
        let (mut after, mut count) = mend_text(&before, findings, &mut kept)?;
        for _ in 1..MOST_ROUNDS {
            let mut findings = self.look(&file, &after);
            findings.retain(|finding| !kept.holds(finding));
            let Some((text, more)) = mend_text(&after, &findings, &mut kept) else { break };
            (after, count) = (text, count + more);
        }
        Some(Mended { file, before, after, findings: count })
    }

    /// What the rules say of a text by now.
    fn look(&self, file: &RelPath, text: &[u8]) -> Vec<Finding> {
        let summary = Summary::of(text, &parse(text));
        let mut findings: Vec<Finding> = summary
            .remarks
            .into_iter()
            .map(|remark| Finding { file: Some(file.to_string()), ..remark.finding })
            .filter(|finding| self.runs.contains(finding.code))
            .collect();
        let allows = summary.allows.into_iter();
        let mut allows: Vec<_> = allows.map(|allow| (file.clone(), allow)).collect();
        allow::accept(&mut findings, &mut allows, self.today);
        self.settings.apply(&mut findings, self.today);
        findings.sort_by_key(|finding| (finding.range, finding.code));
        findings
    }
}

/// The text with as many of these findings mended as do not touch one another or what is kept, and
/// how many that are; none where that changes nothing.
fn mend_text(text: &[u8], findings: &[Finding], kept: &mut Kept) -> Option<(Vec<u8>, usize)> {
    if findings.iter().all(|finding| finding.fix.is_empty()) || !may_change(text) {
        return None;
    }
    let mut taken = Taken::default();
    let fixes: Vec<Vec<Edit>> = findings
        .iter()
        .filter(|finding| !finding.fix.is_empty() && kept.survives(text, &finding.fix))
        .filter(|finding| taken.take(&finding.fix))
        .map(|finding| finding.fix.iter().map(|edit| apart(text, edit)).collect())
        .collect();
    let fixes: Vec<&[Edit]> = fixes.iter().map(Vec::as_slice).collect();
    let (after, applied) = apply(text, &fixes)?;
    kept.follow(applied);
    (after != text).then_some((after, applied.len()))
}

/// Whether a text can be changed and still mean the same: Nix reads it as it is, and it asks
/// neither for its own place nor for a copy of the folder that it lies in.
fn may_change(text: &[u8]) -> bool {
    let holds = |part: &[u8]| memchr::memmem::find(text, part).is_some();
    // To Nix a lone carriage return ends a line, to most editors and to rules it does not.
    let lone_return =
        || memchr::memchr_iter(b'\r', text).any(|at| text.get(at + 1) != Some(&b'\n'));
    if OWN_PLACE.iter().any(|name| holds(name)) || lone_return() {
        return false;
    }
    let hir = parse(text);
    let is_read = hir.problems.iter().all(|problem| problem.kind == ProblemKind::Experimental);
    is_read && !(holds(b"./.") && copies_its_folder(&hir))
}

/// Whether `./.` stands where it may become a copy in the store: everywhere but behind `import` and
/// `callPackage`, which read the folder's default.nix.
fn copies_its_folder(hir: &Hir) -> bool {
    let ids = || (0u32..).map(ExprId).take(hir.len());
    let is_own = |id: ExprId| match hir.expr(id) {
        Expr::Path(PathKind::Relative, text) => matches!(hir.text(text), b"./." | b"./"),
        _ => false,
    };
    let imported = ids().filter(|&id| match hir.expr(id) {
        Expr::Apply(function, argument) => is_own(argument) && imports(hir, function),
        _ => false,
    });
    ids().filter(|&id| is_own(id)).count() > imported.count()
}

fn imports(hir: &Hir, function: ExprId) -> bool {
    match hir.expr(function) {
        Expr::Global(name) | Expr::With(name) => {
            matches!(hir.name(name), b"import" | b"callPackage")
        }
        Expr::Select(select) => {
            let last = hir.attr_names(hir.select(select).path).last();
            last.is_some_and(|name| match name.kind {
                AttrNameKind::Static(name) => hir.name(name) == b"callPackage",
                AttrNameKind::Dynamic(_) => false,
            })
        }
        _ => false,
    }
}

/// Applies these fixes, or the largest halves of them after which the text still parses.
fn apply<'f>(text: &[u8], fixes: &'f [&'f [Edit]]) -> Option<(Vec<u8>, &'f [&'f [Edit]])> {
    match apply_to_nix(text, &fixes.concat()) {
        Ok(after) => Some((after, fixes)),
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
