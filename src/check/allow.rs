//! The comment that accepts a finding: `# nixward: allow NW101 reason`, at will with a last day:
//! `# nixward: allow NW101,NW102 reason until 2027-01-01`.
//!
//! Behind code it covers its own line; alone on its line it covers the next line with code, and
//! all of the binding or expression that starts there.
//!
//! deadnix has a comment of its own, `# deadnix: skip`, for the names in the next line; it accepts what
//! nixward says of them too.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::finding::Finding;
use crate::syntax::hir::{Addressee, Binding, Entry, Expr, ExprId, Hir, Span};
use crate::syntax::lines::LineIndex;
use crate::tree::RelPath;

/// How every such comment begins.
const MARK: &[u8] = b"nixward:";

/// The rules about what deadnix finds.
const OF_DEADNIX: &[&str] = &["NW101", "NW102", "NW103", "NW104", "NW105"];

/// A comment that speaks to nixward.
#[derive(Debug)]
pub enum Comment {
    /// It accepts findings.
    Allow(Allow),
    /// It cannot be understood.
    Malformed(Malformed),
}

/// See [`Comment::Malformed`].
#[derive(Debug)]
pub struct Malformed {
    /// The whole comment.
    pub span: Span,
    /// Why.
    pub message: String,
}

/// Accepts the findings of some rules in some lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allow {
    /// The whole comment.
    pub span: Span,
    /// The rules, at least one.
    pub codes: Vec<Code>,
    /// The last day it holds.
    pub until: Option<Date>,
    /// The lines it covers, from 1.
    pub lines: RangeInclusive<u32>,
    /// Whether it speaks to another program, which may see a use in it where nixward sees none.
    pub foreign: bool,
}

/// One code of an [`Allow`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// As written, such as `NW101`.
    pub text: String,
    /// Whether it accepted any finding.
    pub used: bool,
}

impl Allow {
    /// What `# deadnix: skip` accepts: deadnix looks for it before a name, past one end of line.
    fn of_deadnix(span: Span, lines: &LineIndex<'_>) -> Self {
        let code = |text: &&str| Code { text: (*text).to_owned(), used: false };
        Self {
            span,
            codes: OF_DEADNIX.iter().map(code).collect(),
            until: None,
            lines: lines.position(span.start).0..=lines.position(span.end).0 + 1,
            foreign: true,
        }
    }

    /// Whether it no longer holds.
    pub fn is_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

/// Drops the findings that these comments accept, and notes which of them did.
pub(super) fn accept(findings: &mut Vec<Finding>, allows: &mut [(RelPath, Allow)], today: Date) {
    let mut by_file: HashMap<&str, Vec<&mut Allow>> = HashMap::new();
    for (file, allow) in allows.iter_mut().filter(|(_, allow)| !allow.is_expired(today)) {
        by_file.entry(file.as_str()).or_default().push(allow);
    }
    findings.retain(|finding| {
        let allows = finding.file.as_deref().and_then(|file| by_file.get_mut(file));
        let (Some(allows), Some(range)) = (allows, finding.range) else { return true };
        let mut accepted = false;
        for allow in allows.iter_mut().filter(|allow| allow.lines.contains(&range.line)) {
            for code in allow.codes.iter_mut().filter(|code| code.text == finding.code) {
                code.used = true;
                accepted = true;
            }
        }
        !accepted
    });
}

/// Understands the comments of a file.
pub(super) fn read(text: &[u8], hir: &Hir) -> Vec<Comment> {
    if hir.directives.is_empty() {
        return Vec::new();
    }
    let lines = LineIndex::new(text);
    let comment = |span: Span, to| {
        if to == Addressee::Deadnix {
            return Comment::Allow(Allow::of_deadnix(span, &lines));
        }
        let body = text.get(span.start as usize..span.end as usize).unwrap_or(&[]);
        match parse(&String::from_utf8_lossy(body)) {
            Ok((codes, until)) => Comment::Allow(Allow {
                span,
                codes,
                until,
                lines: covered(span, text, &lines, hir),
                foreign: false,
            }),
            Err(message) => Comment::Malformed(Malformed { span, message }),
        }
    };
    hir.directives.iter().map(|directive| comment(directive.span, directive.to)).collect()
}

/// Understands the comments of a file that is not in Nix, whatever marks a comment there. One covers
/// its own line and the next.
pub(super) fn read_lines(text: &[u8]) -> Vec<Allow> {
    let lines = LineIndex::new(text);
    let found = memchr::memmem::find_iter(text, MARK).filter_map(|start| {
        let rest = text.get(start..)?;
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let comment = String::from_utf8_lossy(rest.get(..end)?);
        let (codes, until) = parse(comment.trim_end().trim_end_matches("-->")).ok()?;
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span { start: offset(start), end: offset(start + end) };
        let line = lines.position(span.start).0;
        Some(Allow { span, codes, until, lines: line..=line + 1, foreign: false })
    });
    found.collect()
}

fn parse(comment: &str) -> Result<(Vec<Code>, Option<Date>), String> {
    let body = comment.trim_start_matches(['#', '/', '*', ' ', '\t']).trim_end_matches("*/").trim();
    let body = body.strip_prefix("nixward:").unwrap_or(body);
    let mut words: Vec<&str> =
        body.split([' ', '\t', ',', '\n', '\r']).filter(|word| !word.is_empty()).collect();
    match words.first() {
        Some(&"allow") => words.remove(0),
        Some(other) => return Err(format!("nixward knows no `{other}`, only `allow`")),
        None => return Err("the comment says nothing after `nixward:`".to_owned()),
    };
    let until = match words[..] {
        [.., "until", day] if day.starts_with(|first: char| first.is_ascii_digit()) => {
            words.truncate(words.len() - 2);
            Some(day.parse().map_err(|_| format!("`{day}` is no date of the form 2027-01-31"))?)
        }
        _ => None,
    };
    let count = words.iter().take_while(|word| is_code(word)).count();
    if count == 0 {
        return Err("`allow` needs the code of a rule, such as NW101".to_owned());
    }
    if count == words.len() {
        return Err("`allow` needs a reason after the code".to_owned());
    }
    let code = |word: &&str| Code { text: (*word).to_owned(), used: false };
    Ok((words.iter().take(count).map(code).collect(), until))
}

/// Whether a word is meant as a code, be it a known one or not.
fn is_code(word: &str) -> bool {
    word.strip_prefix("NW")
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

fn covered(comment: Span, text: &[u8], lines: &LineIndex<'_>, hir: &Hir) -> RangeInclusive<u32> {
    let line = |offset: usize| lines.position(u32::try_from(offset).unwrap_or(u32::MAX)).0;
    let (own, end) = (lines.position(comment.start).0, comment.end as usize);
    let before = text.get(..comment.start as usize).unwrap_or(&[]);
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    if before.get(line_start..).is_some_and(|before| !before.trim_ascii().is_empty()) {
        return own..=own;
    }
    let Some(start) = next_code(text, end) else { return own..=own };
    let end = end_of_what_starts_at(hir, u32::try_from(start).unwrap_or(u32::MAX));
    let last = end.map_or(start, |end| (end as usize).saturating_sub(1));
    line(start)..=line(last).max(line(start))
}

/// The offset of the first byte after this one that is neither blank nor in a `#` comment.
fn next_code(text: &[u8], after: usize) -> Option<usize> {
    let mut at = after;
    loop {
        let rest = text.get(at..)?;
        let blank = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        at += blank;
        if rest.get(blank) != Some(&b'#') {
            return Some(at);
        }
        at += memchr::memchr(b'\n', rest.get(blank..)?)?;
    }
}

/// The furthest end of the bindings and expressions that start at this offset.
fn end_of_what_starts_at(hir: &Hir, start: u32) -> Option<u32> {
    let ids = || (0u32..).map(ExprId).take(hir.len());
    let expressions = ids().map(|id| hir.span(id)).filter(|span| span.start == start);
    let bindings = ids().filter_map(|id| match hir.expr(id) {
        Expr::Attrs(set) | Expr::Let(set, _) | Expr::LegacyLet(set) => {
            Some(hir.bindings(hir.set(set).bindings))
        }
        _ => None,
    });
    let bindings = bindings.flatten().filter(|binding| binding.name_span.start == start);
    expressions
        .map(|span| span.end)
        .chain(bindings.filter_map(|binding| end_of_binding(hir, binding)))
        .max()
}

/// Where the value ends. A nested path `a.b.c = value` makes sets that other paths may share, so
/// it ends where the first of their entries does.
fn end_of_binding(hir: &Hir, binding: &Binding) -> Option<u32> {
    let mut entry = binding.entry;
    loop {
        let Entry::Value(value) = entry else { return None };
        match hir.expr(value) {
            Expr::Attrs(set) if hir.set(set).synthetic => {
                entry = hir.bindings(hir.set(set).bindings).first()?.entry;
            }
            _ => return Some(hir.span(value).end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn codes_reason_and_date() {
        let (codes, until) = parse("# nixward: allow NW101, NW102 it is fine until 2027-01-01")
            .expect("well formed");
        let codes: Vec<&str> = codes.iter().map(|code| code.text.as_str()).collect();
        assert_eq!(codes, ["NW101", "NW102"]);
        assert_eq!(until.map(|day| day.to_string()).as_deref(), Some("2027-01-01"));
    }

    #[test]
    fn until_may_be_part_of_the_reason() {
        let (_, until) = parse("/* nixward: allow NW101 wait until then */").expect("well formed");
        assert_eq!(until, None);
    }

    #[test]
    fn says_what_is_missing() {
        let why = |comment| parse(comment).err().unwrap_or_default();
        assert!(why("# nixward:").contains("says nothing"));
        assert!(why("# nixward: ignore NW101 x").contains("`ignore`"));
        assert!(why("# nixward: allow because").contains("code"));
        assert!(why("# nixward: allow NW101").contains("reason"));
        assert!(why("# nixward: allow NW101 x until 2027-13-01").contains("2027-13-01"));
    }
}
