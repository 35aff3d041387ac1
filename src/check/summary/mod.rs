//! What a Nix file says by itself, wherever it lies and whatever stands beside it.
//!
//! A [`Summary`] follows from the text alone: rules that look at a text ([`File`]) are handed
//! nothing else, so that the compiler proves it. What a rule wants to know of more than one file is
//! asked of summaries, and the text need not be parsed again.

mod packed;
mod rules;

use std::path::Path;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use rules::TextRules;

use super::RULES;
use super::allow::{self, Allow, Comment};
use super::files::{Demand, all_demands};
use super::hide;
use super::input::File;
use super::lint::Facts;
use super::sink::Proviso;
use crate::error::Result;
use crate::fsx::Cache;
use crate::model::finding::Finding;
use crate::syntax::files::Files;
use crate::syntax::hir::{Hir, ProblemKind, Span};
use crate::syntax::lines::LineIndex;
use crate::tree::{Kept, RelPath, Tree};

/// How a file begins that a program has encrypted for git.
const LOCKED: &[(&[u8], Locked)] =
    &[(b"\0GITCRYPT\0", Locked::GitCrypt), (b"age-encryption.org/v1\n", Locked::GitAgecrypt)];

/// Names the sources of the program, so that what other rules said is not believed.
const MAKER: &str = concat!("summaries of ", env!("NIXWARD_SOURCES"));

static TEXT_RULES: LazyLock<TextRules> = LazyLock::new(|| TextRules::of(RULES));

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The parts of the text that hold secrets. A summary of such a text is not kept.
    #[serde(skip)]
    pub secrets: Vec<Span>,
    /// It is encrypted, and nothing else is known of it.
    pub locked: Option<Locked>,
}

/// The program that has encrypted a file for git.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locked {
    /// git-crypt
    GitCrypt,
    /// git-agecrypt
    GitAgecrypt,
}

/// What a rule found in a text.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The finding, without a file.
    #[serde(with = "packed")]
    pub finding: Finding,
    /// What must hold of the file for it to count.
    pub provisos: Vec<Proviso>,
}

/// The command that opens a text which is encrypted; none where it is not.
pub fn opened_by(text: &[u8]) -> Option<&'static str> {
    Locked::of(text).map(Locked::opened_by)
}

impl Locked {
    /// How a text is encrypted.
    fn of(text: &[u8]) -> Option<Self> {
        LOCKED.iter().find(|(start, _)| text.starts_with(start)).map(|(_, locked)| *locked)
    }

    /// The command that opens it.
    pub fn opened_by(self) -> &'static str {
        match self {
            Self::GitCrypt => "git-crypt unlock",
            Self::GitAgecrypt => "git-agecrypt init",
        }
    }
}

/// The summaries of earlier runs, by content.
#[derive(Default)]
pub struct Summaries(Kept);

impl Summaries {
    /// Those that this user's cache has for the files of a tree.
    pub fn cached(tree: &Tree) -> Self {
        if tree.is_filtered() {
            return Self::default();
        }
        let root = tree.root_dir().unwrap_or(Path::new(""));
        Self(Kept::of(Cache::of_user("summaries", MAKER), root))
    }

    /// Of the file at a path, made anew only where it is not known.
    pub(super) fn of_file(&self, files: &Files, path: &RelPath) -> Result<Summary> {
        if !self.0.is_used() {
            let (text, hir) = files.read(path, None)?;
            return Ok(Summary::of(&text, &hir));
        }
        let (id, text) = files.content(path)?;
        if let Some(known) = self.0.get(&id).and_then(|bytes| postcard::from_bytes(bytes).ok()) {
            return Ok(known);
        }
        let (id, text) = files.named(path, (id, text))?;
        let (text, hir) = files.read(path, Some(text))?;
        let summary = Summary::of(&text, &hir);
        // A fix repeats what stands in the text.
        if !summary.tells_secrets()
            && let Ok(bytes) = postcard::to_stdvec(&summary)
        {
            self.0.add(id, bytes);
        }
        Ok(summary)
    }

    /// Lets later runs know.
    pub fn save(&self) {
        self.0.save();
    }
}

/// Whether a text holds no secret that a rule knows.
pub fn may_be_kept(text: &[u8], hir: &Hir) -> bool {
    !Summary::of(text, hir).tells_secrets()
}

impl Summary {
    fn tells_secrets(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// Of a text and what it means.
    pub fn of(text: &[u8], hir: &Hir) -> Self {
        let bytes = text.len() as u64;
        if let locked @ Some(_) = Locked::of(text) {
            return Self { bytes, locked, ..Self::default() };
        }
        let comments = allow::read(text, hir);
        let file = File { text, hir, comments: &comments, facts: Facts::default() };
        let broken = is_broken(hir);
        let drafts = TEXT_RULES.run(&file, broken);
        let remarks = if drafts.is_empty() {
            Vec::new()
        } else {
            let lines = LineIndex::new(text);
            let remark = |(provisos, finding)| Remark { finding, provisos };
            drafts.into_iter().map(|draft| draft.finish(&lines)).map(remark).collect::<Vec<_>>()
        };
        let tells = remarks.iter().any(|remark| remark.finding.secret);
        let secrets = if tells { hide::in_nix(&file) } else { Vec::new() };
        let demands = if broken { Vec::new() } else { all_demands(&file) };
        let experimental =
            hir.problems.iter().find(|problem| problem.kind == ProblemKind::Experimental);
        let allows = comments.into_iter().filter_map(|comment| match comment {
            Comment::Allow(allow) => Some(allow),
            Comment::Malformed(_) => None,
        });
        Self {
            bytes,
            remarks,
            allows: allows.collect(),
            demands,
            experimental: experimental.map(|problem| problem.span),
            secrets,
            locked: None,
        }
    }
}

/// Whether what stands beside an error may mean something else once that is mended.
fn is_broken(hir: &Hir) -> bool {
    hir.problems
        .iter()
        .any(|problem| matches!(problem.kind, ProblemKind::Syntax | ProblemKind::TooDeep))
}
