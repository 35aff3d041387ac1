//! Runs the rules over text on files that are not in Nix; for those in Nix it is part of their
//! summary. [`plain`] looks at a file that is no part of the flake.

use rayon::prelude::*;

use super::allow::{self, Allow};
use super::input::Text;
use super::plan::Plan;
use super::secrets::{nw515_plain_key, nw516_plain_token, plain as keys_and_tokens};
use super::sink::{Sink, locate};
use crate::model::finding::{Finding, Severity};
use crate::syntax::lines::LineIndex;
use crate::tree::{RelPath, Tree};

/// What the rules find, and the comments that accept some of it. A file that cannot be read is left
/// out.
pub(super) fn check(
    plan: &Plan,
    tree: &Tree,
    paths: &[RelPath],
) -> (Vec<Finding>, Vec<(RelPath, Allow)>) {
    let others = paths.par_iter().filter(|path| path.extension() != Some("nix"));
    let wanted = others.filter(|path| keys_and_tokens::is_worth_a_look(path));
    let found = wanted.filter_map(|path| {
        let text = tree.read_start(path, keys_and_tokens::MOST).ok()?;
        let hits = keys_and_tokens::scan_file(path, &text);
        (!hits.is_empty()).then(|| {
            let mut drafts = Vec::new();
            for (rule, check) in &plan.text {
                check(&Text { hits: &hits }, &mut Sink::new(rule, path.as_str(), &mut drafts));
            }
            let allows = allow::read_lines(&text).into_iter().map(|allow| (path.clone(), allow));
            (locate(drafts, tree), allows.collect::<Vec<_>>())
        })
    });
    let (findings, allows): (Vec<_>, Vec<_>) = found.unzip();
    (findings.into_iter().flatten().collect(), allows.into_iter().flatten().collect())
}

/// A key or a token in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// The rule that is about it.
    pub code: &'static str,
    /// What it is, with an article.
    pub what: &'static str,
    /// By how sure that is.
    pub severity: Severity,
    /// Its line, from 1.
    pub line: u32,
}

/// The keys and tokens in a file that is no part of the flake, such as one of its history.
pub fn plain(path: &RelPath, text: &[u8]) -> Vec<Plain> {
    let hits = keys_and_tokens::scan_file(path, text);
    if hits.is_empty() {
        return Vec::new();
    }
    let lines = LineIndex::new(text);
    let allows = allow::read_lines(text);
    let found = hits.into_iter().map(|hit| Plain {
        code: if hit.is_key { nw515_plain_key::RULE.code } else { nw516_plain_token::RULE.code },
        what: hit.what,
        severity: hit.severity,
        line: lines.position(hit.span.start).0,
    });
    let is_accepted = |it: &Plain| {
        let here = allows.iter().filter(|allow| allow.lines.contains(&it.line));
        here.flat_map(|allow| &allow.codes).any(|code| code.text == it.code)
    };
    found.filter(|it| !is_accepted(it)).collect()
}
