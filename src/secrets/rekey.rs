//! Encrypting secrets to those whom their rules name: all that the plan says, or nothing.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use super::cipher::{Hashing, Maker, Ready, Shape, open};
use super::plan::{Blocker, How, Plan, Step};
use super::store::{Change, Digest, Replacement};
use super::text::Text;
use crate::agefile::{Added, FileKey, Identities, Sealer, foresee, meta, plaintext, unlock};
use crate::error::{Error, Result};
use crate::model::secrets::{Meta, Recipient};

/// How much a rekey dares.
pub struct Options<'a> {
    /// Writes what can be written where something stands in the way of the rest.
    pub keep_going: bool,
    /// Goes on where none of one's own keys could open the result.
    pub allow_lockout: bool,
    /// Keys of whom one must stay able to open what they can open now.
    pub admins: &'a [Recipient],
    /// Files of rules that are written together with the secrets.
    pub texts: &'a [Text<'a>],
}

/// What came of it.
#[derive(Default)]
pub struct Outcome {
    /// Files that were written, in the order of the plan.
    pub written: Vec<String>,
    /// What stands in the way; nothing was written then, unless one keeps going.
    pub blockers: Vec<Blocker>,
    /// Secrets whose value somebody knows who may no longer open them.
    pub exposed: Vec<String>,
}

/// A step whose file is known to open.
struct Unlocked<'p> {
    step: &'p Step,
    key: FileKey,
}

/// Finds what stands in the way of a plan beside what it says itself: files that do not open, and
/// results that would lock out whoever runs this. Writes nothing.
pub fn check(plan: &Plan, identities: &Identities, options: &Options<'_>) -> Vec<Blocker> {
    let mut blockers = plan.blockers.clone();
    blockers.extend(unlock_all(plan, identities, options).1);
    blockers
}

/// Carries out a plan.
pub fn run(
    change: Change<'_>,
    plan: &Plan,
    sealer: &Sealer,
    identities: &Identities,
    options: &Options<'_>,
) -> Result<Outcome> {
    let (unlocked, more) = unlock_all(plan, identities, options);
    let mut blockers = plan.blockers.clone();
    blockers.extend(more);
    if !blockers.is_empty() && !options.keep_going {
        return Ok(Outcome { blockers, ..Outcome::default() });
    }
    let maker = Maker { sealer, identities };
    let made: Vec<Result<Remade>> =
        unlocked.par_iter().map(|unlocked| make(&maker, unlocked)).collect();
    let mut outcome = Outcome::default();
    let mut replacements = Vec::new();
    for (unlocked, made) in unlocked.iter().zip(made) {
        match made {
            Ok(Remade { ready, before }) => {
                outcome.written.push(unlocked.step.file.clone());
                if is_exposed(unlocked.step) {
                    outcome.exposed.push(unlocked.step.file.clone());
                }
                replacements.push(Replacement { ready, before: Some(before) });
            }
            Err(error) => blockers.push(blocker(unlocked.step, &error)),
        }
    }
    if !blockers.is_empty() && !options.keep_going {
        return Ok(Outcome { blockers, ..Outcome::default() });
    }
    outcome.blockers = blockers;
    for text in options.texts {
        replacements.push(text.ready()?);
    }
    change.commit(replacements)?.map_err(|conflict| changed(&conflict.0))?;
    Ok(outcome)
}

/// The error for a file that another program has changed while it was being worked on.
pub(super) fn changed(path: &std::path::Path) -> Error {
    Error::tool(format!("{} was changed by another program meanwhile", path.display()))
        .hint("nothing was written; run the command again")
}

fn blocker(step: &Step, error: &Error) -> Blocker {
    let causes: Vec<String> = error.causes().map(ToString::to_string).collect();
    let why = [vec![error.to_string()], causes].concat().join(": ");
    Blocker { file: step.file.clone(), why, help: error.hints.first().cloned() }
}

/// Opens the header of every file.
fn unlock_all<'p>(
    plan: &'p Plan,
    identities: &Identities,
    options: &Options<'_>,
) -> (Vec<Unlocked<'p>>, Vec<Blocker>) {
    foresee(plan.steps.iter().filter_map(|step| open(&step.path).ok()), identities);
    let answers: Vec<_> = plan.steps.par_iter().map(|step| unlock_one(step, identities)).collect();
    let mut unlocked = Vec::new();
    let mut blockers = Vec::new();
    for (step, answer) in plan.steps.iter().zip(answers) {
        match answer {
            Ok(opened) => match lockout(step, identities, options) {
                Some(blocker) => blockers.push(blocker),
                None => unlocked.push(opened),
            },
            Err(error) => blockers.push(blocker(step, &error)),
        }
    }
    (unlocked, blockers)
}

fn unlock_one<'p>(step: &'p Step, identities: &Identities) -> Result<Unlocked<'p>> {
    let (_, key) = unlock(open(&step.path)?, identities).map_err(|error| {
        Error::input("it cannot be opened").because(error).hint("name a key that opens it with -i")
    })?;
    Ok(Unlocked { step, key })
}

/// Why a result would lock out those who change secrets.
fn lockout(step: &Step, identities: &Identities, options: &Options<'_>) -> Option<Blocker> {
    if options.allow_lockout {
        return None;
    }
    let locked = |why: &str| Blocker {
        file: step.file.clone(),
        why: why.to_owned(),
        help: Some("put the key into the rule, or pass --allow-lockout".to_owned()),
    };
    if !identities.may_open(&step.recipients) {
        return Some(locked("none of your keys could open it any more"));
    }
    let had = options.admins.iter().any(|admin| {
        step.drift.extra.iter().any(|stanza| {
            stanza.tag.is_some()
                && stanza.tag == admin.tag
                && Some(&stanza.kind) == admin.stanza.as_ref()
        })
    });
    let has =
        options.admins.iter().any(|admin| step.recipients.iter().any(|key| key.key == admin.key));
    (had && !has).then(|| locked("no admin of the inventory could open it any more"))
}

/// A file that is complete and checked, and the hash of the one that it was made from.
struct Remade {
    ready: Ready,
    before: Digest,
}

fn make(maker: &Maker<'_>, unlocked: &Unlocked<'_>) -> Result<Remade> {
    let Unlocked { step, key } = unlocked;
    let note = note(step);
    let mut before = Hashing::new(open(&step.path)?);
    let ready = match &step.how {
        How::Extend(added) => {
            let added = Added { recipients: added, note: &note };
            maker.rewrap(&step.path, key, &added, (&mut before, step.format))?
        }
        How::Anew => {
            let mut content = plaintext(&mut before, key)
                .map_err(|error| Error::input("it cannot be opened").because(error))?;
            let shape = Shape { recipients: &step.recipients, note, format: step.format };
            maker.seal(&step.path, shape, &mut content)?
        }
    };
    Ok(Remade { ready, before: before.finish(&step.path)? })
}

/// What is noted of a file whose value stays as it is.
fn note(step: &Step) -> Meta {
    let before = step.sealed.meta.as_ref();
    Meta {
        recipients: meta::hash(step.recipients.iter()),
        set: before.map_or(0, |meta| meta.set),
        generation: before.map_or(1, |meta| meta.generation),
        exposed: before.is_some_and(|meta| meta.exposed) || is_exposed(step),
    }
}

/// Whether somebody is removed by a step, who knows the value.
fn is_exposed(step: &Step) -> bool {
    !step.drift.extra.is_empty()
        || step.drift.more > 0
        || step.drift.replaced && step.how == How::Anew
}

/// The time, in seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Folders in which files of a plan lie.
pub fn folders(plan: &Plan) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        plan.steps.iter().filter_map(|step| step.path.parent().map(PathBuf::from)).collect();
    folders.sort();
    folders.dedup();
    folders
}
