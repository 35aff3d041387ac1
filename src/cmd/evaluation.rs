//! Evaluating hosts: the flags for it, and what has to be settled before the first one starts.

use std::path::Path;
use std::thread::available_parallelism;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::flake::definition;
use crate::flake::hosts::Output;
use crate::flake::lock::{Lock, Target};
use crate::model::event::{Event, Events as _};
use crate::model::facts::{Evaluated, Fact, FactError, HostFacts, RawFacts};
use crate::nix::evaluate::Subject;
use crate::nix::pool::{self, Limits};
use crate::nix::{Nix, Places, Settings, percent};
use crate::tree::{RelPath, Seen, Source};

/// Flags of every verb that evaluates.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Evaluation")]
pub struct EvaluationArgs {
    /// Evaluate this many hosts at a time; as many as there are cores where memory allows
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Use at most this much memory for all evaluations together: 2G, 512M
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_memory: Option<u64>,
    /// Also compute the derivation of the system, which reads everything and takes longer
    #[arg(long)]
    drv: bool,
    /// Build what an evaluation imports; without it the facts say what would have to be built
    #[arg(long)]
    allow_build: bool,
    /// Fetch nothing: an input that is not in the store makes its hosts skipped
    #[arg(long)]
    offline: bool,
    /// Use another flake for an input of this one
    #[arg(long, num_args = 2, value_names = ["INPUT", "FLAKE"])]
    override_input: Vec<String>,
    /// Handed on to Nix
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// Handed on to Nix
    #[arg(long, value_name = "STORE")]
    eval_store: Option<String>,
    /// Handed on to Nix
    #[arg(long, value_name = "BUILDERS")]
    builders: Option<String>,
}

fn size(text: &str) -> std::result::Result<u64, String> {
    let wrong = || format!("`{text}` is no size: 2G, 512M");
    let (number, unit) = text.split_at(text.trim_end_matches(char::is_alphabetic).len());
    let shift = match unit.to_uppercase().trim_end_matches("IB").trim_end_matches('B') {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(wrong)
}

/// What became of a host.
pub enum Outcome {
    /// It was evaluated; errors are in the facts.
    Evaluated(Box<Evaluated>),
    /// It was not, for this reason.
    Skipped(String),
}

/// Evaluates these hosts of `nixosConfigurations`, in this order.
pub fn evaluate(
    context: &Context,
    args: &EvaluationArgs,
    hosts: &[String],
) -> Result<Vec<(String, Outcome)>> {
    let source = context.source()?;
    let nix = Nix::find(args.settings())?;
    let mut subject = subject(source)?;
    let metadata = match nix.metadata(&subject.reference, &subject.places)? {
        Ok(metadata) => metadata,
        // The flake itself is broken, and so is every host.
        Err(error) => {
            return Ok(hosts.iter().map(|host| (host.clone(), broken(host, &error))).collect());
        }
    };
    subject.places.store.clone_from(&metadata.path);
    if let Some(why) = missing_input(&nix, &metadata.locks)? {
        let skipped = |host: &String| (host.clone(), Outcome::Skipped(why.clone()));
        return Ok(hosts.iter().map(skipped).collect());
    }
    let answers = pool::each(hosts, args.limits(), |host, slot| {
        let mut evaluated = nix.evaluate(&subject, host, args.drv, slot)?;
        evaluated.facts.errors_mut().for_each(|error| find_line(source, error));
        context.ui.send(&Event::Evaluated {
            host: host.clone(),
            ms: evaluated.ms,
            errors: evaluated.facts.errors().len(),
        });
        Ok((host.clone(), Outcome::Evaluated(Box::new(evaluated))))
    });
    answers.into_iter().collect()
}

/// The names of all hosts of `nixosConfigurations`, asked of Nix where the files alone do not tell.
pub fn host_names(context: &Context, args: &EvaluationArgs) -> Result<Vec<String>> {
    let discovery = context.hosts()?;
    let found = discovery.names(Output::Nixos).cloned().unwrap_or_default();
    let is_all = found.incomplete.is_none() && found.maybe.is_empty();
    if is_all && discovery.failure.is_none() {
        return Ok(found.names);
    }
    let subject = subject(context.source()?)?;
    let names = Nix::find(args.settings())?.host_names(&subject.reference, &subject.places)?;
    names.map_err(|error| {
        Error::input("the flake's hosts cannot be listed")
            .because(error.message)
            .hint("nixward check")
    })
}

impl EvaluationArgs {
    fn settings(&self) -> Settings {
        let overrides = self.override_input.chunks_exact(2);
        Settings {
            store: self.store.clone(),
            eval_store: self.eval_store.clone(),
            builders: self.builders.clone(),
            offline: self.offline,
            allow_build: self.allow_build,
            override_inputs: overrides
                .filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())))
                .collect(),
        }
    }

    fn limits(&self) -> Limits {
        let cores = available_parallelism().map_or(1, usize::from);
        Limits { jobs: self.jobs.unwrap_or(cores), memory: self.max_memory }
    }
}

/// The flake as Nix is to be asked for it.
fn subject(source: &Source) -> Result<Subject> {
    let not_here = || {
        Error::input(format!("Nix cannot evaluate what is seen as {}", source.tree.seen()))
            .hint("run it in the work tree")
    };
    let root = source.tree.root_dir().ok_or_else(not_here)?;
    let kind = match source.tree.seen() {
        Seen::WorkTree => "git+file://",
        Seen::Folder | Seen::Store => "path:",
        Seen::Staged | Seen::Revision(_) | Seen::Embedded => return Err(not_here()),
    };
    let mut query = Vec::new();
    if !source.flake_dir.is_root() {
        query.push(format!("dir={}", percent(source.flake_dir.as_str(), b"/")));
    }
    if root.join(".git/shallow").exists() && kind == "git+file://" {
        query.push("shallow=1".to_owned());
    }
    let mark = if query.is_empty() { "" } else { "?" };
    let path = percent(&root.to_string_lossy(), b"/");
    let reference = format!("{kind}{path}{mark}{}", query.join("&"));
    Ok(Subject { reference, places: Places { root: Some(root.to_owned()), store: None } })
}

/// Why the hosts cannot be evaluated: an input of the flake that is neither in the store nor to be
/// had. Inputs of inputs may never be asked for.
fn missing_input(nix: &Nix, locks: &serde_json::Value) -> Result<Option<String>> {
    let Some(lock) = Lock::read(locks.to_string().as_bytes()).lock else { return Ok(None) };
    for input in &lock.root().inputs {
        let Target::Node(name) = &input.target else { continue };
        let Some(id) = lock.input(lock.root_id(), &input.name) else { continue };
        let is_there = |path: String| Path::new(&path).exists();
        if lock.node(id).parent.is_some() || lock.node(id).store_path().is_some_and(is_there) {
            continue;
        }
        let locked = locks.get("nodes").and_then(|nodes| nodes.get(name)?.get("locked"));
        let Some(locked) = locked else { continue };
        if let Err(error) = nix.fetch(locked)? {
            let first = error.message.lines().next().unwrap_or_default().to_owned();
            return Ok(Some(format!("input {} not in the store: {first}", input.name)));
        }
    }
    Ok(None)
}

/// Finds the line of the definition where Nix names the option and the file alone.
fn find_line(source: &Source, error: &mut FactError) {
    let (Some(at), Some(option)) = (&mut error.at, &error.option) else { return };
    if at.own && at.line.is_none() {
        let text = RelPath::new(&at.file).and_then(|file| source.tree.read_text(&file).ok());
        at.line = text.and_then(|text| definition::line_of(&text, option));
    }
}

/// A host of a flake that Nix does not take.
fn broken(host: &str, error: &FactError) -> Outcome {
    let all = HostFacts::NAMES.iter().map(|&name| (name.to_owned(), Fact::Error(error.clone())));
    Outcome::Evaluated(Box::new(Evaluated {
        host: host.to_owned(),
        facts: HostFacts::from_raw(all.collect::<RawFacts>()),
        drv_path: None,
        ms: 0,
        peak: 0,
        notes: Vec::new(),
    }))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_in_the_usual_spellings() {
        assert_eq!(size("2G"), Ok(2 << 30));
        assert_eq!(size("512MiB"), Ok(512 << 20));
        assert_eq!(size("7"), Ok(7));
        for wrong in ["", "G", "1X", "-1M", "99999999999999999999", "99999999999G"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
