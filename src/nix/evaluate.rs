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
use super::escape::percent;
use super::message::{self, Message, Places};
use super::pool::Slot;
use crate::error::{Error, Result};
use crate::model::facts::{ErrorKind, Evaluated, Fact, FactError, HostFacts, RawFacts};
use crate::proc::{Output, Stream};

/// The expression; `model::facts` mirrors it.
const FACTS: &str = include_str!("expr/facts.nix");

/// The fact that all others rest on.
const MODULES: &str = "modules";

/// The derivation of a host, which is no part of [`HostFacts`].
const DRV_PATH: &str = "drvPath";

/// The signal that the kernel ends a process with that has taken too much memory.
const KILLED: i32 = 9;

/// What is evaluated.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The flake, as Nix takes it: `git+file:///home/me/fleet?dir=nix`.
    pub reference: String,
    /// Where its files are.
    pub places: Places,
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

impl Nix {
    /// Evaluates a host of `nixosConfigurations`. What is wrong with the host is in the facts; an
    /// error is one of the machine.
    pub fn evaluate(
        &self,
        subject: &Subject,
        host: &str,
        drv: bool,
        slot: &Slot<'_>,
    ) -> Result<Evaluated> {
        // Nix knows no way to write a quote inside a quoted name.
        if host.contains('"') {
            return Err(Error::input(format!("Nix cannot be asked for a host named {host:?}")));
        }
        let started = Instant::now();
        let mut asking =
            Asking { nix: self, subject, host, slot, peak: 0, notes: Vec::new(), alone: false };
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

/// The questions about one host.
struct Asking<'a> {
    nix: &'a Nix,
    subject: &'a Subject,
    host: &'a str,
    slot: &'a Slot<'a>,
    peak: u64,
    notes: Vec<String>,
    alone: bool,
}

impl Asking<'_> {
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
        let output = self.program(wanted, guarded).bound()?.observed(
            &mut |stream, line| {
                if stream == Stream::Stderr {
                    messages.extend(Message::read(line));
                }
            },
            &mut |process| {
                peak = peak.max(super::memory::resident(process));
                made_way = !slot.observe(process);
                !made_way
            },
        );
        self.peak = peak;
        if made_way {
            return Ok(None);
        }
        let output = output?;
        if is_out_of_memory(&output, &messages) {
            return Ok(None);
        }
        self.note(&messages);
        self.ended(&output, &messages).map(Some)
    }

    fn program(&self, wanted: &[&str], guarded: bool) -> crate::proc::Program {
        // Names of facts are ours; what is the user's goes into the attribute path.
        let names: Vec<String> = wanted.iter().map(|name| format!("\"{name}\"")).collect();
        let apply =
            format!("({FACTS}) {{ wanted = [ {} ]; guarded = {guarded}; }}", names.join(" "));
        let path = self.nix.fragment(&format!("nixosConfigurations.\"{}\"", self.host));
        let installable = format!("{}#{}", self.subject.reference, percent(&path, b"\""));
        let may_build = if self.nix.may_build() { "true" } else { "false" };
        self.nix
            .of_flake(&["eval"])
            .args(["--json", "--no-eval-cache", "--show-trace"])
            .args(["--option", "allow-import-from-derivation", may_build])
            .args([&installable, "--apply", &apply])
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

fn is_out_of_memory(output: &Output, messages: &[Message]) -> bool {
    let says_so = || {
        let said = message::last(messages);
        said.is_some_and(Message::is_out_of_memory) || output.stderr_tail.contains("Out of Memory")
    };
    output.status.signal() == Some(KILLED) || (!output.status.success() && says_so())
}
