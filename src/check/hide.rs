//! What nobody may print: the parts of texts that hold secrets.
//!
//! NW515 to NW517 tell of secrets without showing them. Other rules have something to say of the same
//! lines, in texts that quote what stands there, and a fix repeats what is around it. So secrets are
//! looked for whichever rules run, and are kept from all of them here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::input::File;
use super::secrets::{passwords, plain};
use super::summary::Summary;
use crate::model::finding::Finding;
use crate::syntax::hir::Span;
use crate::syntax::parse;
use crate::tree::{RelPath, Tree};

/// What stands in a message instead of a secret.
const INSTEAD: &str = "(a secret)";

/// Bytes of a secret, fewer than which may be ordinary words: a password can be any.
const TELLING: usize = 16;

/// The secrets that lie in each file.
pub(super) type Secrets = BTreeMap<String, Vec<Span>>;

/// Where secrets stand in the text of a file.
pub fn secrets_in(file: &RelPath, text: &[u8]) -> Vec<Range<usize>> {
    let spans = match file.extension() {
        Some("nix") => Summary::of(text, &parse(text)).secrets,
        _ => in_text(text),
    };
    spans.into_iter().map(bytes).collect()
}

/// Where secrets stand in a Nix file.
pub(super) fn in_nix(file: &File<'_>) -> Vec<Span> {
    let mut spans = in_text(file.text);
    spans.extend(passwords::of(file).into_iter().map(|password| password.span));
    with_copies(file.text, spans)
}

fn in_text(text: &[u8]) -> Vec<Span> {
    let hits = plain::scan(text).into_iter();
    with_copies(text, hits.flat_map(|hit| [Some(hit.span), hit.rest]).flatten().collect())
}

/// These places of a text, and where else in it the same values stand, recognised or not.
fn with_copies(text: &[u8], mut spans: Vec<Span>) -> Vec<Span> {
    let values = spans.iter().filter_map(|span| text.get(bytes(*span)));
    let Some(search) = search(values) else { return spans };
    let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
    let copies = search.find_iter(text);
    spans.extend(copies.map(|at| Span { start: offset(at.start()), end: offset(at.end()) }));
    spans
}

/// Marks the findings whose line holds a secret, and takes secrets out of what they say. Of Nix files
/// the secrets are known; other files are looked through where there is a finding in them, and those
/// that findings elsewhere may quote.
pub(super) fn hide(
    findings: &mut [Finding],
    mut secrets: Secrets,
    tree: &Tree,
    quoted: &[RelPath],
) {
    let named = findings.iter().filter_map(|finding| RelPath::new(finding.file.as_deref()?));
    let others: BTreeSet<RelPath> = named
        .chain(quoted.iter().cloned())
        .filter(|file| file.extension() != Some("nix") && plain::may_be_text(file))
        .collect();
    for file in others {
        let spans = tree.read_start(&file, plain::MOST).map(|text| in_text(&text));
        if let Some(spans) = spans.ok().filter(|spans| !spans.is_empty()) {
            secrets.insert(file.to_string(), spans);
        }
    }
    if secrets.is_empty() {
        return;
    }
    let texts: HashMap<&str, Vec<u8>> = secrets
        .keys()
        .filter_map(|file| Some((file.as_str(), tree.read(&RelPath::new(file)?).ok()?)))
        .collect();
    for finding in findings.iter_mut() {
        let Some((file, range)) = finding.file.as_deref().zip(finding.range) else { continue };
        if let Some((spans, text)) = secrets.get(file).zip(texts.get(file)) {
            let line = line_around(text, range.bytes.0 as usize);
            finding.secret |= spans.iter().any(|span| meet(&bytes(*span), &line));
        }
    }
    let values = secrets.iter().flat_map(|(file, spans)| {
        let text = texts.get(file.as_str());
        spans.iter().filter_map(move |span| text?.get(bytes(*span)))
    });
    unsay(findings, values);
}

/// Finds these values, or a line of them.
fn search<'t>(values: impl Iterator<Item = &'t [u8]>) -> Option<AhoCorasick> {
    let lines = values.flat_map(|value| value.split(|&byte| byte == b'\n'));
    let words: BTreeSet<&[u8]> = lines
        .map(|line| unquoted(line.trim_ascii()))
        .filter(|word| word.len() >= TELLING)
        .collect();
    if words.is_empty() {
        return None;
    }
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
}

/// Takes these values out of what findings say.
fn unsay<'t>(findings: &mut [Finding], values: impl Iterator<Item = &'t [u8]>) {
    let Some(search) = search(values) else { return };
    for finding in findings {
        for said in [Some(&mut finding.message), finding.help.as_mut()].into_iter().flatten() {
            if search.is_match(said.as_str()) {
                let instead = vec![INSTEAD; search.patterns_len()];
                *said = search.replace_all(said, &instead);
            }
        }
    }
}

/// What stands between the quotes of a string.
fn unquoted(value: &[u8]) -> &[u8] {
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let start = value.iter().position(|byte| !is_quote(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_quote(byte)).map_or(start, |last| last + 1);
    value.get(start..end).unwrap_or_default()
}

/// The line that holds a byte, as it is printed.
fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let (before, after) = text.split_at(at.min(text.len()));
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    start..before.len() + memchr::memchr(b'\n', after).unwrap_or(after.len())
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
