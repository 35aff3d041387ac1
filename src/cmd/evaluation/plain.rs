//! Evaluations as everybody's `nix eval` does them: with every flag, of every kind of flake, and
//! remembered by nobody.

use std::path::Path;

use super::Evaluation;
use super::answer::{HostAnswer, complete, tell};
use crate::error::{Error, Result};
use crate::flake::lock::{Lock, Target};
use crate::model::facts::{Evaluated, Fact, FactError, HostFacts, HostState, RawFacts};
use crate::nix::evaluate::{Subject, Through};
use crate::nix::{Nix, Places, percent, pool};
use crate::tree::{Seen, Source};

/// The flake as Nix is to be asked for it.
pub(super) struct Asked {
    pub(super) reference: String,
    pub(super) places: Places,
}

impl Evaluation<'_> {
    /// Evaluates these hosts. `why` says why their answers are not kept.
    pub(super) fn plain(&self, hosts: &[String], why: &str) -> Result<Vec<HostAnswer>> {
        let source = self.context.source()?;
        let Asked { reference, mut places } = asked(source)?;
        let answer = |host: &String, state| HostAnswer::not_kept(host, state, why);
        let metadata = match self.nix.metadata(&reference, &places)? {
            Ok(metadata) => metadata,
            // The flake itself is broken, and so is every host.
            Err(error) => {
                return Ok(hosts.iter().map(|host| answer(host, broken(host, &error))).collect());
            }
        };
        places.store.clone_from(&metadata.path);
        if let Some(why) = missing_input(self.nix, &metadata.locks)? {
            let skipped = |host| answer(host, HostState::Unknown(why.clone()));
            return Ok(hosts.iter().map(skipped).collect());
        }
        let subject = Subject { through: Through::Reference(&reference), places };
        let answers = pool::each(hosts, self.args.limits(), |host, slot| {
            let mut evaluated = self.nix.evaluate(&subject, host, self.args.drv(), slot)?;
            tell(self.context, &evaluated);
            complete(source, &mut evaluated);
            Ok(answer(host, HostState::Known(Box::new(evaluated))))
        });
        answers.into_iter().collect()
    }
}

/// The flake as Nix takes it.
pub(super) fn asked(source: &Source) -> Result<Asked> {
    let kind = match source.tree.seen() {
        Seen::WorkTree => "git+file://",
        Seen::Folder | Seen::Store => "path:",
        Seen::Staged | Seen::Revision(_) | Seen::Embedded => return Err(not_here(source)),
    };
    reference(source, kind, None)
}

/// A commit of the flake as Nix takes it.
pub(super) fn asked_at(source: &Source, commit: &str) -> Result<Asked> {
    match source.tree.seen() {
        Seen::WorkTree => reference(source, "git+file://", Some(format!("rev={commit}"))),
        _ => Err(not_here(source)),
    }
}

fn not_here(source: &Source) -> Error {
    Error::input(format!("Nix cannot evaluate what is seen as {}", source.tree.seen()))
        .hint("run it in the work tree")
}

fn reference(source: &Source, kind: &str, revision: Option<String>) -> Result<Asked> {
    let root = source.tree.root_dir().ok_or_else(|| not_here(source))?;
    let mut query: Vec<String> = revision.into_iter().collect();
    if !source.flake_dir.is_root() {
        query.push(format!("dir={}", percent(source.flake_dir.as_str(), b"/")));
    }
    if root.join(".git/shallow").exists() && kind == "git+file://" {
        query.push("shallow=1".to_owned());
    }
    let mark = if query.is_empty() { "" } else { "?" };
    let path = percent(&root.to_string_lossy(), b"/");
    let reference = format!("{kind}{path}{mark}{}", query.join("&"));
    Ok(Asked { reference, places: Places { root: Some(root.to_owned()), store: None } })
}

/// Why the hosts cannot be evaluated: an input of the flake that is neither in the store nor to be
/// had. Inputs of inputs may never be asked for.
pub(super) fn missing_input(nix: &Nix, locks: &serde_json::Value) -> Result<Option<String>> {
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

/// A host of a flake that Nix does not take.
fn broken(host: &str, error: &FactError) -> HostState {
    let all = HostFacts::NAMES.iter().map(|&name| (name.to_owned(), Fact::Error(error.clone())));
    HostState::Known(Box::new(Evaluated {
        host: host.to_owned(),
        facts: HostFacts::from_raw(all.collect::<RawFacts>()),
        drv_path: None,
        ms: 0,
        peak: 0,
        notes: Vec::new(),
    }))
}
