//! The facts of one host.
//!
//! One process asks for all facts, each guarded against `throw` and `assert`. Whatever else fails
//! ends the process; its trace names the fact, which is noted and left out of the next question. What
//! a guard caught is asked for by itself, for its message.

use std::os::unix::process::ExitStatusExt;
use std::time::Instant;

use serde::Deserialize;
use serde_json::Value;

use super::Nix;
use super::escape::{percent, quoted};
use super::footprint::Run;
use super::message::{self, Message, Places};
use super::pool::Slot;
use crate::error::{Error, Result};
use crate::model::facts::{ErrorKind, Evaluated, Fact, FactError, HostFacts, RawFacts, Toplevel};
use crate::proc::{Output, Program, Stream};

/// The expression; `model::facts` mirrors it.
const FACTS: &str = include_str!("expr/facts.nix");

/// The fact that all others rest on.
const MODULES: &str = "modules";

/// The derivation of a host, which is no part of [`HostFacts`].
const DRV_PATH: &str = "drvPath";

/// What it builds.
const BUILT_PATH: &str = "builtPath";

/// The signal that the kernel ends a process with that has taken too much memory.
const KILLED: i32 = 9;

/// What is evaluated.
pub struct Subject<'a> {
    /// How Nix comes to the flake.
    pub through: Through<'a>,
    /// Where its files are.
    pub places: Places,
}

/// See [`Subject::through`].
#[derive(Clone, Copy)]
pub enum Through<'a> {
    /// By itself, as it does for everyone: `git+file:///home/me/fleet?dir=nix`.
    Reference(&'a str),
    /// As a snapshot, while it is told what is read of it.
    Snapshot(&'a Run),
}

/// An answer of `facts.nix` for one fact.
#[derive(Deserialize)]
struct Answer {
    success: bool,
    #[serde(default)]
    value: Value,
}

/// How a question ended.
enum Ended {
    Answered(std::collections::BTreeMap<String, Answer>),
    /// In an error, while this fact was read.
    Failed(FactError, Option<String>),
}

/// All that is asked of a host, as one text: what its answers are told apart by.
pub fn question(drv: bool, may_build: bool) -> String {
    format!("{FACTS}\n# drv = {drv}, build = {may_build}")
}

/// Whether an evaluation would come to the same wherever and whenever it ran. What memory, network or
/// a crash had a part in would not.
pub fn is_lasting(evaluated: &Evaluated) -> bool {
    let drv = evaluated.drv_path.as_ref().and_then(Fact::error);
    let errors = evaluated.facts.errors().into_iter().map(|(_, error)| error);
    errors.chain(drv).all(|error| {
        !matches!(error.kind, ErrorKind::OutOfMemory | ErrorKind::Crash | ErrorKind::Fetch)
    })
}

impl Nix {
    /// Evaluates a host of `nixosConfigurations`. What is wrong with the host is in the facts; an
    /// error is one of the machine.
    pub fn evaluate(
        &self,
        subject: &Subject<'_>,
        host: &str,
        drv: bool,
        slot: &Slot<'_>,
    ) -> Result<Evaluated> {
        nameable(host)?;
        let started = Instant::now();
        let mut asking = Asking::new(self, subject, host, slot);
        let mut wanted: Vec<&str> = HostFacts::NAMES.to_vec();
        if drv {
            wanted.push(DRV_PATH);
        }
        let mut raw = RawFacts::new();
        asking.all(&wanted, &mut raw)?;
        let drv_path = raw.remove(DRV_PATH).map(|fact| match fact {
            Fact::Value(value) => Fact::Value(value.as_str().unwrap_or_default().to_owned()),
            Fact::Error(error) => Fact::Error(error),
        });
        let facts = HostFacts::from_raw(raw);
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let Asking { peak, notes, .. } = asking;
        Ok(Evaluated { host: host.to_owned(), facts, drv_path, ms, peak, notes })
    }
}

impl Nix {
    /// The system of a host, and nothing else of it.
    pub fn toplevel(
        &self,
        subject: &Subject<'_>,
        host: &str,
        slot: &Slot<'_>,
    ) -> Result<Fact<Toplevel>> {
        nameable(host)?;
        let mut raw = RawFacts::new();
        Asking::new(self, subject, host, slot).all(&[DRV_PATH, BUILT_PATH], &mut raw)?;
        let mut text = |name| match raw.remove(name) {
            Some(Fact::Value(Value::String(path))) => Ok(path),
            Some(Fact::Error(error)) => Err(error),
            _ => Err(FactError {
                kind: ErrorKind::Shape,
                message: format!("Nix gives no {name}"),
                at: None,
                option: None,
            }),
        };
        Ok(match (text(DRV_PATH), text(BUILT_PATH)) {
            (Ok(drv_path), Ok(out_path)) => Fact::Value(Toplevel { drv_path, out_path }),
            (Err(error), _) | (_, Err(error)) => Fact::Error(error),
        })
    }
}

/// Nix knows no way to write a quote inside a quoted name.
fn nameable(host: &str) -> Result<()> {
    if host.contains('"') {
        return Err(Error::input(format!("Nix cannot be asked for a host named {host:?}")));
    }
    Ok(())
}

/// The questions about one host.
struct Asking<'a> {
    nix: &'a Nix,
    subject: &'a Subject<'a>,
    host: &'a str,
    slot: &'a Slot<'a>,
    peak: u64,
    notes: Vec<String>,
    alone: bool,
}

impl<'a> Asking<'a> {
    fn new(nix: &'a Nix, subject: &'a Subject<'a>, host: &'a str, slot: &'a Slot<'a>) -> Self {
        Self { nix, subject, host, slot, peak: 0, notes: Vec::new(), alone: false }
    }

    /// Learns all these facts, or why not.
    fn all(&mut self, wanted: &[&str], raw: &mut RawFacts) -> Result<()> {
        let mut left: Vec<&str> = wanted.to_vec();
        while !left.is_empty() {
            match self.ask(&left, true)? {
                Ended::Answered(answers) => return self.take(answers, raw),
                Ended::Failed(error, fact) => {
                    self.leave_out(error, fact.as_deref(), &mut left, raw)?;
                }
            }
        }
        Ok(())
    }

    /// Notes an error that ended a question, and shortens the next one.
    fn leave_out(
        &mut self,
        error: FactError,
        fact: Option<&str>,
        left: &mut Vec<&str>,
        raw: &mut RawFacts,
    ) -> Result<()> {
        match fact {
            Some(fact) if fact != MODULES && left.contains(&fact) => {
                left.retain(|&name| name != fact);
                raw.insert(fact.to_owned(), Fact::Error(error));
            }
            // A crash leaves no trace: the halves tell which facts it lies in.
            None if left.len() > 1 && is_silent(&error) => {
                let rest = left.split_off(left.len() / 2);
                self.all(left, raw)?;
                if raw.get(MODULES).is_none_or(|fact| fact.error().is_none()) {
                    self.all(&rest, raw)?;
                } else {
                    all_fail(&rest, &error, raw);
                }
                left.clear();
            }
            // It lies before all facts, or below all of them.
            _ => {
                all_fail(left, &error, raw);
                left.clear();
            }
        }
        Ok(())
    }

    /// Takes what was answered, and asks for the messages of what was caught.
    fn take(
        &mut self,
        answers: std::collections::BTreeMap<String, Answer>,
        raw: &mut RawFacts,
    ) -> Result<()> {
        let mut caught = Vec::new();
        for (name, answer) in answers {
            if answer.success {
                let value = self.own_paths(answer.value);
                raw.insert(name, Fact::Value(value));
            } else {
                caught.push(name);
            }
        }
        // Where the modules do not load, every fact fails for that one reason.
        if caught.iter().any(|name| name == MODULES) {
            let error = self.message_of(MODULES)?;
            for name in caught {
                raw.insert(name, Fact::Error(error.clone()));
            }
            return Ok(());
        }
        for name in caught {
            let error = self.message_of(&name)?;
            raw.insert(name, Fact::Error(error));
        }
        Ok(())
    }

    /// A value with the flake's own files as they are called in the repository.
    fn own_paths(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.subject.places.shorten(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.own_paths(item)).collect(),
            Value::Object(set) => {
                set.into_iter().map(|(name, value)| (name, self.own_paths(value))).collect()
            }
            other => other,
        }
    }

    /// Why a fact cannot be had.
    fn message_of(&mut self, fact: &str) -> Result<FactError> {
        Ok(match self.ask(&[fact], false)? {
            Ended::Failed(error, _) => error,
            Ended::Answered(_) => FactError {
                kind: ErrorKind::Crash,
                message: "it failed once, and then it did not".to_owned(),
                at: None,
                option: None,
            },
        })
    }

    /// Asks, and asks again alone where there was not enough memory for it beside the others.
    fn ask(&mut self, wanted: &[&str], guarded: bool) -> Result<Ended> {
        match self.run(wanted, guarded)? {
            Some(ended) => return Ok(ended),
            None if !self.alone => {
                self.slot.be_alone();
                self.alone = true;
            }
            None => {}
        }
        Ok(self.run(wanted, guarded)?.unwrap_or_else(|| {
            let message = "the machine has not enough memory for this host, even alone".to_owned();
            Ended::Failed(
                FactError { kind: ErrorKind::OutOfMemory, message, at: None, option: None },
                None,
            )
        }))
    }

    /// One process; none where memory ended it.
    fn run(&mut self, wanted: &[&str], guarded: bool) -> Result<Option<Ended>> {
        let mut messages = Vec::new();
        let mut peak = self.peak;
        let mut made_way = false;
        let slot = self.slot;
        let through = self.subject.through;
        let output = self.program(wanted, guarded)?.observed(
            &mut |stream, line| {
                let is_ours = matches!(through, Through::Snapshot(run) if run.heard(line));
                if stream == Stream::Stderr && !is_ours {
                    messages.extend(Message::read(line));
                }
            },
            &mut |process| {
                let (stays, has) = slot.observe(process);
                peak = peak.max(has);
                made_way = !stays;
                stays
            },
        );
        self.peak = peak;
        if made_way || is_out_of_memory(output.as_ref().ok(), &messages) {
            if let Through::Snapshot(run) = through {
                run.forget_last();
            }
            return Ok(None);
        }
        let output = output?;
        self.note(&messages);
        self.ended(&output, &messages).map(Some)
    }

    fn program(&self, wanted: &[&str], guarded: bool) -> Result<Program> {
        // Names of facts are ours; what is the user's is escaped.
        let names: Vec<String> = wanted.iter().map(|name| format!("\"{name}\"")).collect();
        let facts =
            format!("({FACTS}) {{ wanted = [ {} ]; guarded = {guarded}; }}", names.join(" "));
        let may_build = if self.nix.settings().allow_build { "true" } else { "false" };
        let asked =
            ["--json", "--show-trace", "--option", "allow-import-from-derivation", may_build];
        match self.subject.through {
            Through::Reference(flake) => {
                let path = self.nix.fragment(&format!("nixosConfigurations.\"{}\"", self.host))?;
                let installable = format!("{flake}#{}", percent(&path, b"\""));
                let program = self.nix.of_flake(&["eval"]).args(asked).arg("--no-eval-cache");
                program.args([&installable, "--apply", &facts]).bound()
            }
            Through::Snapshot(run) => {
                let host = quoted(self.host);
                let question = format!("flake: {facts} flake.nixosConfigurations.{host}");
                let program = self.nix.program(&["eval"]).args(asked).args(run.arguments());
                run.program(program.args(["--expr", &run.expression(&question), "answer"]))
            }
        }
    }

    fn ended(&self, output: &Output, messages: &[Message]) -> Result<Ended> {
        if !output.status.success() {
            let error = message::error(messages, output, &self.subject.places);
            let fact = message::last(messages).and_then(Message::fact).map(str::to_owned);
            return Ok(Ended::Failed(error, fact));
        }
        let answers = serde_json::from_slice(&output.stdout).map_err(|error| {
            Error::tool(format!("Nix answers what nixward cannot read about {}", self.host))
                .because(error)
        })?;
        Ok(Ended::Answered(answers))
    }

    fn note(&mut self, messages: &[Message]) {
        for text in messages.iter().filter_map(Message::note) {
            let text = self.subject.places.shorten(text);
            if !self.notes.contains(&text) {
                self.notes.push(text);
            }
        }
    }
}

/// Whether it says nothing of where it comes from.
fn is_silent(error: &FactError) -> bool {
    error.at.is_none() && matches!(error.kind, ErrorKind::Crash | ErrorKind::InfiniteRecursion)
}

fn all_fail(names: &[&str], error: &FactError, raw: &mut RawFacts) {
    for name in names {
        raw.insert((*name).to_owned(), Fact::Error(error.clone()));
    }
}

fn is_out_of_memory(output: Option<&Output>, messages: &[Message]) -> bool {
    let Some(output) = output else { return false };
    let says_so = || {
        let said = message::last(messages);
        said.is_some_and(Message::is_out_of_memory) || output.stderr_tail.contains("Out of Memory")
    };
    output.status.signal() == Some(KILLED) || (!output.status.success() && says_so())
}
