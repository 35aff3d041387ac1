//! One evaluation of a host: what Nix is given, and what is learnt on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::aspect::{all_names, aspects, everything};
use super::lock::Absent;
use super::prepared::Prepared;
use super::store::{Aspect, Record};
use super::{CALL_FLAKE, leaks, lock};
use crate::error::Result;
use crate::fsx::{self, PrivateDir};
use crate::nix::{Nix, Version};
use crate::proc::Program;
use crate::proc::trace::{Depth, How, Record as Trace};
use crate::tree::RelPath;

/// Since this version a flake says its `_type`, and its folder in `outPath`.
const TYPED_SINCE: Version = Version(2, 14);
/// In this version the source of a relative input is its folder; see also [`lock`].
const RELATIVE_IS_FOLDER: Version = Version(2, 26);

/// What `call-flake.nix` says of an input that is not there.
const LACKS: &str = "lacks";

/// What an evaluation said.
pub struct Answer {
    /// As Nix printed it.
    pub text: String,
    /// Whether it is a function of the flake alone: a value, a throw, a failed assertion; never what
    /// memory, time, network or disk had a part in.
    pub keep: bool,
}

/// An evaluation that is about to run, in as many processes as it takes.
pub struct Run {
    prepared: Arc<Prepared>,
    argument: String,
    metadata: BTreeMap<&'static str, Value>,
    nonce: String,
    store: String,
    depth: Depth,
    private: PrivateDir,
    logs: Mutex<Vec<PathBuf>>,
    forced: Mutex<BTreeSet<String>>,
    lacks: Mutex<Option<usize>>,
}

impl Run {
    pub(super) fn new(
        nix: &Nix,
        prepared: Arc<Prepared>,
        dir: &RelPath,
        metadata: BTreeMap<&'static str, Value>,
        depth: Depth,
    ) -> Result<Self> {
        let private = PrivateDir::new()?;
        let nonce = nonce(&private);
        let Prepared { snapshot, sources, .. } = &*prepared;
        let paths: BTreeMap<&str, &str> =
            sources.present.iter().map(|it| (it.name.as_str(), it.path.as_str())).collect();
        let absent: BTreeMap<&str, usize> =
            sources.absent.iter().enumerate().map(|(at, it)| (it.name.as_str(), at)).collect();
        let version = nix.version()?;
        let argument = json!({
            "source": snapshot.store_path().display().to_string(),
            "narHash": snapshot.nar_hash(),
            "dir": dir.as_str(),
            "metadata": &metadata,
            "locked": lock::file(snapshot, dir).is_some(),
            "paths": paths,
            "absent": absent,
            "nonce": &nonce,
            "typed": version >= TYPED_SINCE,
            "relativeIsFolder": version == RELATIVE_IS_FOLDER,
        });
        Ok(Self {
            argument: argument.to_string(),
            metadata,
            nonce,
            store: nix.store_dir(),
            depth,
            private,
            logs: Mutex::default(),
            forced: Mutex::default(),
            lacks: Mutex::default(),
            prepared,
        })
    }

    /// Where Nix finds the flake's files.
    pub fn source(&self) -> &Path {
        self.prepared.snapshot.store_path()
    }

    /// Nix text that answers a question, which is a function of the flake, as the attribute `answer`;
    /// to be evaluated with [`Self::arguments`].
    pub fn expression(&self, question: &str) -> String {
        format!(
            "{{ nixward }}: {{ answer = ({question}\n) (({CALL_FLAKE}\n) (builtins.fromJSON nixward)); }}"
        )
    }

    /// The arguments of the expression, for the command line of Nix.
    pub fn arguments(&self) -> [&str; 3] {
        ["--argstr", "nixward", &self.argument]
    }

    /// A program that is part of this evaluation: traced, and with no cache of Nix's that could spare
    /// it a reading.
    pub fn program(&self, program: Program) -> Result<Program> {
        let mut logs = locked(&self.logs);
        let log = self.private.path().join(format!("trace-{}", logs.len()));
        let cache = self.private.path().join(format!("cache-{}", logs.len()));
        self.prepared.fetched.copy_to(&cache)?;
        logs.push(log.clone());
        program.env("NIX_CACHE_HOME", &cache).env("XDG_CACHE_HOME", &cache).traced(
            self.prepared.snapshot.store_path(),
            self.depth,
            &log,
        )
    }

    /// Forgets the program that was started last: it was stopped and has no part in the answer.
    pub fn forget_last(&self) {
        locked(&self.logs).pop();
    }

    /// Takes a line that such a program wrote to stderr; says whether it was meant for nixward alone.
    pub fn heard(&self, line: &str) -> bool {
        let Some((_, said)) = line.split_once(&self.nonce) else { return false };
        let word = |text: &str| -> String {
            text.trim_start().chars().take_while(char::is_ascii_alphanumeric).collect()
        };
        let name = word(said);
        if name == LACKS {
            let number = said.split_once(LACKS).and_then(|(_, number)| word(number).parse().ok());
            *locked(&self.lacks) = number;
        } else {
            locked(&self.forced).insert(name);
        }
        true
    }

    /// The source that was wanted and is not in the store: whatever Nix said is no answer then.
    pub(super) fn lacks(&self) -> Option<&Absent> {
        let number = (*locked(&self.lacks))?;
        self.prepared.sources.absent.get(number)
    }

    /// Asks with one process of Nix; only an answer without a failure is kept.
    pub fn ask(&self, nix: &Nix, question: &str) -> Result<Answer> {
        let program = nix.command().args(["eval", "--json"]).args(self.arguments()).args([
            "--expr",
            &self.expression(question),
            "answer",
        ]);
        let program = self.program(program)?;
        let output = program.watched(&mut |_, line| {
            self.heard(line);
        })?;
        let keep = output.status.success();
        let text = if keep { output.text().into_owned() } else { output.stderr_tail };
        Ok(Answer { text, keep })
    }

    /// What was learnt, with the answer.
    pub(super) fn record(self, parts: BTreeMap<String, String>, answer: &str) -> Result<Record> {
        let (touches, complete) = self.touches()?;
        let mut footprint = BTreeSet::new();
        for (path, how) in &touches {
            for (place, aspect) in aspects(&*self.prepared.snapshot, path, *how)? {
                footprint.insert((place, Aspect(aspect)));
            }
        }
        let names = if complete { None } else { Some(all_names(&*self.prepared.snapshot)?) };
        let (answer, bound, forced) = self.bonds(&touches, answer);
        Ok(Record {
            parts,
            footprint: footprint.into_iter().collect(),
            names,
            forced,
            bound,
            answer,
        })
    }

    /// The paths that were touched, and whether what was merely asked about is among them.
    fn touches(&self) -> Result<(Vec<(RelPath, How)>, bool)> {
        let logs = locked(&self.logs);
        let mut touches = Vec::new();
        for log in logs.iter() {
            match Trace::read(&fsx::read(log)?)? {
                Ok(trace) => touches.extend(
                    trace
                        .touches
                        .iter()
                        .filter_map(|touch| Some((RelPath::new(touch.path.to_str()?)?, touch.how))),
                ),
                Err(why) => {
                    tracing::info!(why, "an evaluation counts as having read everything");
                    return Ok((everything(&*self.prepared.snapshot)?, true));
                }
            }
        }
        Ok((touches, self.depth == Depth::Questions))
    }

    /// The answer as it is kept, why it depends on the whole tree if it does, and the metadata that it
    /// depends on.
    fn bonds(
        &self,
        touches: &[(RelPath, How)],
        answer: &str,
    ) -> (String, Vec<String>, BTreeMap<String, Value>) {
        let mut used = locked(&self.forced).clone();
        let mut bound = Vec::new();
        for path in nix_files(touches) {
            let Ok(text) = fsx::read(&path.under(self.prepared.snapshot.store_path())) else {
                continue;
            };
            for name in &used {
                let lines = leaks::uses_of_self(&text, name);
                bound.extend(lines.iter().map(|line| format!("{path}:{line}: self.{name}")));
            }
            let lines = leaks::paths_as_text(&text);
            bound.extend(lines.iter().map(|line| format!("{path}:{line}: a path as text")));
        }
        let own = self.prepared.snapshot.store_path().display().to_string();
        let placed = answer.replace(&own, Record::SELF);
        let inputs = &self.prepared.sources.present;
        let is_input = |found: &&str| inputs.iter().any(|input| input.path.starts_with(*found));
        let strange = leaks::store_paths(&placed, &self.store).into_iter().find(|it| !is_input(it));
        if let Some(path) = strange {
            bound.push(format!("the answer speaks of {path}.., which may follow from any file"));
        }
        let hash = own.rsplit('/').next().and_then(|name| name.split('-').next()).unwrap_or(&own);
        if placed.contains(hash) || placed.contains(self.prepared.snapshot.nar_hash()) {
            bound.push("the answer has the hash of the whole tree in it".to_owned());
        }
        if bound.iter().any(|why| !why.contains(": self.")) {
            used.insert("narHash".to_owned());
        }
        let value = |name: &String| -> (String, Value) {
            let value = match name.as_str() {
                "narHash" => json!(self.prepared.snapshot.nar_hash()),
                "outPath" => json!(own),
                other => self.metadata.get(other).cloned().unwrap_or_default(),
            };
            (name.clone(), value)
        };
        (placed, bound, used.iter().map(value).collect())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn nix_files(touches: &[(RelPath, How)]) -> impl Iterator<Item = &RelPath> {
    let is_nix = |path: &RelPath| path.extension() == Some("nix");
    let opened = touches.iter().filter(move |(path, how)| *how == How::Opened && is_nix(path));
    opened.map(|(path, _)| path)
}

/// A word that stands in no flake: the name of a folder that was made a moment ago.
fn nonce(private: &PrivateDir) -> String {
    let name = private.path().file_name().map(|name| name.to_string_lossy().into_owned());
    format!("{}:", name.unwrap_or_default())
}
