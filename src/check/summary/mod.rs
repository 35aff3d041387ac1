//! What a Nix file says by itself, wherever it lies and whatever stands beside it.
//!
//! A [`Summary`] follows from the text alone: rules that look at a text ([`File`]) are handed
//! nothing else, so that the compiler proves it. What a rule wants to know of more than one file is
//! asked of summaries, and the text need not be parsed again.

mod rules;

use std::sync::LazyLock;

use rules::TextRules;

use super::RULES;
use super::allow::{self, Allow, Comment};
use super::files::{Demand, all_demands};
use super::input::File;
use super::lint::Facts;
use super::sink::Proviso;
use crate::model::finding::Finding;
use crate::syntax::hir::{Hir, ProblemKind, Span};
use crate::syntax::lines::LineIndex;

/// How a file begins that a program has encrypted for git, and the command that opens it.
const LOCKED: &[(&[u8], &str)] =
    &[(b"\0GITCRYPT\0", "git-crypt unlock"), (b"age-encryption.org/v1\n", "git-agecrypt init")];

static TEXT_RULES: LazyLock<TextRules> = LazyLock::new(|| TextRules::of(RULES));

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How long it is, in bytes.
    pub bytes: u64,
    /// What all rules over its text found, be they wanted or not.
    pub remarks: Vec<Remark>,
    /// Its comments that accept findings.
    pub allows: Vec<Allow>,
    /// The paths that must lead somewhere.
    pub demands: Vec<Demand>,
    /// Its first use of experimental syntax.
    pub experimental: Option<Span>,
}

/// What a rule found in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Remark {
    /// The finding, without a file.
    pub finding: Finding,
    /// What must hold of the file for it to count.
    pub provisos: Vec<Proviso>,
}

/// The command that opens a text which is encrypted; none where it is not.
pub fn opened_by(text: &[u8]) -> Option<&'static str> {
    LOCKED.iter().find(|(start, _)| text.starts_with(start)).map(|(_, open)| *open)
}

impl Summary {
    /// Of a text and what it means.
    pub fn of(text: &[u8], hir: &Hir) -> Self {
        let comments = allow::read(text, hir);
        let file = File { text, hir, comments: &comments, facts: Facts::default() };
        let broken = is_broken(hir);
        let drafts = TEXT_RULES.run(&file, broken);
        let remarks = if drafts.is_empty() {
            Vec::new()
        } else {
            let lines = LineIndex::new(text);
            let remark = |(provisos, finding)| Remark { finding, provisos };
            drafts.into_iter().map(|draft| draft.finish(&lines)).map(remark).collect()
        };
        let demands = if broken { Vec::new() } else { all_demands(&file) };
        let experimental =
            hir.problems.iter().find(|problem| problem.kind == ProblemKind::Experimental);
        let allows = comments.into_iter().filter_map(|comment| match comment {
            Comment::Allow(allow) => Some(allow),
            Comment::Malformed(_) => None,
        });
        Self {
            bytes: text.len() as u64,
            remarks,
            allows: allows.collect(),
            demands,
            experimental: experimental.map(|problem| problem.span),
        }
    }
}

/// Whether what stands beside an error may mean something else once that is mended.
fn is_broken(hir: &Hir) -> bool {
    hir.problems
        .iter()
        .any(|problem| matches!(problem.kind, ProblemKind::Syntax | ProblemKind::TooDeep))
}
