//! What an evaluation of a host learnt of the flake, so that its answer stays an answer until that
//! changes.
//!
//! A flake is evaluated from an immutable snapshot of its visible files in the store
//! ([`snapshot`]), called by our own `call-flake.nix`, while the kernel tells which files are read
//! (`proc::trace`) and Nix which of `self`'s metadata are used. What was learnt of each path
//! ([`aspect`]), with all else that the answer is a function of ([`key`]), is kept beside the answer
//! ([`store`]). Next time the live files are compared with it: no Nix runs, nothing is copied.
//!
//! Where programs cannot be traced, an evaluation counts as having read every visible file.

mod aspect;
mod fetched;
mod key;
mod leaks;
mod lock;
mod metadata;
mod nar;
mod prepared;
mod reads;
mod run;
mod snapshot;
mod store;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use prepared::Lacking;
pub use reads::Reads;
pub use run::{Answer, Run};
pub use snapshot::Snapshot;
pub use store::Store;

use crate::error::Result;
use crate::fsx::Cache;
use crate::nix::Nix;
use crate::proc::trace::Depth;
use crate::tree::Source;
use aspect::{Live, all_names, aspects};
use lock::Absent;
use metadata::Metadata;
use prepared::Prepared;
use store::Record;

/// The texts that an evaluation runs, besides the question.
pub(in crate::nix) const CALL_FLAKE: &str = include_str!("../expr/call-flake.nix");

/// The hosts of one flake as they are now, and what is known of them.
pub struct Footprints<'a> {
    source: &'a Source,
    nix: &'a Nix,
    store: Store,
    live: Live<'a>,
    metadata: Metadata<'a>,
    names: OnceLock<String>,
    parts: OnceLock<BTreeMap<String, String>>,
    /// The last question and its digest: that of one host is that of the next.
    asked: Mutex<Option<(String, String)>>,
    prepared: Mutex<Option<Arc<Prepared>>>,
}

/// What is asked of a host: a Nix function of the flake, as text. The host's name may stand in it
/// and tells its answers apart from those of others.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The host's attribute name.
    pub host: &'a str,
    /// The function.
    pub text: &'a str,
}

/// Where an answer is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From an earlier evaluation: nothing that it depends on has changed.
    Cached,
    /// From an evaluation now, which had to be for these reasons.
    Fresh(Vec<String>),
}

/// An answer that holds for the files as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What Nix printed.
    pub text: String,
    /// Where it is from.
    pub origin: Origin,
    /// Why the answer depends on every visible file, if it does: each with file and line.
    pub bound: Vec<String>,
    /// Why the answer was not kept; none where it was.
    pub not_kept: Option<String>,
}

/// What is known without Nix.
enum Lookup {
    Known(Record),
    /// Why nothing is, and how closely to look when evaluating.
    Unknown(Vec<String>, Depth),
}

impl<'a> Footprints<'a> {
    /// Over the flake's files as they are now. Answers are kept in `folder`, and in `commits` what git
    /// has said of commits and indexes.
    pub fn new(source: &'a Source, nix: &'a Nix, folder: PathBuf, commits: Option<Cache>) -> Self {
        Self {
            source,
            nix,
            store: Store::new(folder),
            live: Live::new(&source.tree),
            metadata: Metadata::new(&source.tree, nix, commits),
            names: OnceLock::new(),
            parts: OnceLock::new(),
            asked: Mutex::default(),
            prepared: Mutex::default(),
        }
    }

    /// The answer of an earlier evaluation, or why there is none that still holds. Runs no Nix.
    pub fn known(
        &self,
        question: Question<'_>,
    ) -> Result<std::result::Result<Answered, Vec<String>>> {
        Ok(match self.look_up(question)? {
            Lookup::Known(record) => Ok(self.known_answer(record)?),
            Lookup::Unknown(reasons, _) => Err(reasons),
        })
    }

    /// The answer of an earlier evaluation where one still holds, and otherwise of a new one by `ask`,
    /// which is given the evaluation to run: again where an input had to be fetched first. The inner
    /// error names one that cannot be had.
    pub fn answer(
        &self,
        question: Question<'_>,
        ask: impl Fn(&Run) -> Result<Answer>,
    ) -> Result<std::result::Result<Answered, Lacking>> {
        match self.look_up(question)? {
            Lookup::Known(record) => self.known_answer(record).map(Ok),
            Lookup::Unknown(reasons, depth) => self.evaluate(question, reasons, depth, ask),
        }
    }

    /// Puts the flake's files where evaluations see them. All that keeps a flake from being evaluated
    /// in this way is an error here.
    pub fn prepare(&self) -> Result<()> {
        self.prepared().and_then(|prepared| self.metadata.of(&prepared.snapshot)).map(drop)
    }

    /// The visible files that the evaluation read whose answer holds now; none where none does. Runs no
    /// Nix.
    pub fn reads(&self, question: Question<'_>) -> Result<Option<Reads>> {
        Ok(match self.look_up(question)? {
            Lookup::Known(record) => Some(Reads::of(&record)),
            Lookup::Unknown(..) => None,
        })
    }

    fn known_answer(&self, record: Record) -> Result<Answered> {
        let text = if record.mentions_self() {
            record.answer_in(&self.metadata.store_path()?)
        } else {
            record.answer
        };
        Ok(Answered { text, origin: Origin::Cached, bound: record.bound, not_kept: None })
    }

    fn look_up(&self, question: Question<'_>) -> Result<Lookup> {
        let records = match self.store.read(&self.place(question))? {
            Ok(records) => records,
            Err(why) => return Ok(Lookup::Unknown(vec![why], Depth::Reads)),
        };
        // Where new names elsewhere have mattered once, they will again.
        let mut depth = Depth::Reads;
        let mut reasons = Vec::new();
        for record in records {
            let changed = self.changes(&record, question)?;
            if changed.is_empty() {
                return Ok(Lookup::Known(record));
            }
            if record.names.is_none() || changed == [NAMES_CHANGED] {
                depth = Depth::Questions;
            }
            // Those of the newest record say most.
            if reasons.is_empty() {
                reasons = changed;
            }
        }
        if reasons.is_empty() {
            reasons.push("it has not been evaluated yet".to_owned());
        }
        Ok(Lookup::Unknown(reasons, depth))
    }

    /// Why a record does not hold any more; nothing where it does.
    fn changes(&self, record: &Record, question: Question<'_>) -> Result<Vec<String>> {
        let parts = self.parts(question)?;
        let differs = parts.iter().filter(|(name, value)| record.parts.get(*name) != Some(value));
        let mut changes: Vec<String> = differs.map(|(name, _)| format!("{name} changed")).collect();
        if !changes.is_empty() {
            return Ok(changes);
        }
        for (path, aspect) in &record.footprint {
            let now = aspects(&self.live, path, aspect.how())?;
            let same = now.iter().any(|(place, text)| place == path && *text == aspect.0);
            if !same {
                changes.push(format!("{path} changed"));
            }
        }
        changes.dedup();
        for (name, value) in &record.forced {
            if self.metadata.value(name)?.as_ref() != Some(value) {
                changes.push(format!("self.{name} changed"));
            }
        }
        if changes.is_empty()
            && record.names.as_ref().is_some_and(|then| Some(then) != self.names().ok())
        {
            changes.push(NAMES_CHANGED.to_owned());
        }
        Ok(changes)
    }

    fn names(&self) -> Result<&String> {
        if let Some(names) = self.names.get() {
            return Ok(names);
        }
        let names = all_names(&self.live)?;
        Ok(self.names.get_or_init(|| names))
    }

    /// What the answer depends on besides files: see [`key::parts`].
    fn parts(&self, question: Question<'_>) -> Result<BTreeMap<String, String>> {
        let general = if let Some(parts) = self.parts.get() {
            parts
        } else {
            let parts = key::parts(self.nix, &self.metadata)?;
            self.parts.get_or_init(|| parts)
        };
        let mut parts = general.clone();
        parts.insert("the question".to_owned(), self.digest(question.text));
        Ok(parts)
    }

    fn digest(&self, text: &str) -> String {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, digest)) = asked.as_ref().filter(|(last, _)| last == text) {
            return digest.clone();
        }
        let digest = key::question(text);
        *asked = Some((text.to_owned(), digest.clone()));
        digest
    }

    fn place(&self, question: Question<'_>) -> String {
        let root = self.source.tree.root_dir().map(|root| root.display().to_string());
        key::place(&root.unwrap_or_default(), self.source.flake_dir.as_str(), question.host)
    }

    /// Of all hosts of a run: their evaluations see one and the same tree.
    fn prepared(&self) -> Result<Arc<Prepared>> {
        let mut slot = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(prepared) = &*slot {
            return Ok(prepared.clone());
        }
        Ok(slot.insert(Arc::new(Prepared::new(self.source, self.nix)?)).clone())
    }

    /// Fetches an input for all that come after.
    fn fetch(&self, absent: &Absent) -> Result<std::result::Result<(), Lacking>> {
        let mut slot = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(prepared) = &*slot else { return Ok(Ok(())) };
        // Another host may have wanted it too.
        if prepared.sources.absent.iter().all(|other| other.name != absent.name) {
            return Ok(Ok(()));
        }
        Ok(match prepared.fetch(absent, self.source, self.nix)? {
            Ok(next) => {
                *slot = Some(Arc::new(next));
                Ok(())
            }
            Err(lacking) => Err(lacking),
        })
    }

    fn evaluate(
        &self,
        question: Question<'_>,
        reasons: Vec<String>,
        depth: Depth,
        ask: impl Fn(&Run) -> Result<Answer>,
    ) -> Result<std::result::Result<Answered, Lacking>> {
        let parts = self.parts(question)?;
        let (run, Answer { text, keep }) = loop {
            let prepared = self.prepared()?;
            let metadata = self.metadata.of(&prepared.snapshot)?;
            let run = Run::new(self.nix, prepared, &self.source.flake_dir, metadata, depth)?;
            let answer = ask(&run)?;
            let Some(absent) = run.lacks() else { break (run, answer) };
            if let Err(lacking) = self.fetch(absent)? {
                return Ok(Err(lacking));
            }
        };
        let origin = Origin::Fresh(reasons);
        if !keep || text.contains(Record::SELF) {
            let not_kept = Some("it is no function of the flake's files".to_owned());
            return Ok(Ok(Answered { text, origin, bound: Vec::new(), not_kept }));
        }
        let record = run.record(parts, &text)?;
        let bound = record.bound.clone();
        let not_kept =
            self.store.add(&self.place(question), record).err().map(|why| why.to_string());
        Ok(Ok(Answered { text, origin, bound, not_kept }))
    }
}

/// Said where a file came or went that the evaluation may have asked about.
const NAMES_CHANGED: &str = "a file came or went";
