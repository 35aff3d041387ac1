//! What a rekey would write, and why; known from rules and headers, without a private key.

use std::collections::HashSet;
use std::path::PathBuf;

use super::store::{Store, look};
use crate::agefile::{Sealer, compare, meta};
use crate::error::Result;
use crate::model::secrets::{
    Drift, Format, KeyKind, OnDisk, Recipient, Recipients, Rule, Sealed, Secret, SecretMatrix,
    Stanza,
};

/// Which secrets, and what for.
#[derive(Default)]
pub struct Request<'a> {
    /// Even where nothing differs.
    pub force: bool,
    /// These secrets only, by path; all where it is none.
    pub only: Option<Vec<&'a str>>,
    /// Those only that one of these keys may or can open; all where it is none.
    pub recipients: Option<Vec<Recipient>>,
}

/// What would be written.
#[derive(Default)]
pub struct Plan {
    /// Each file.
    pub steps: Vec<Step>,
    /// How many files are as their rules say.
    pub unchanged: usize,
    /// Rules whose file is not there yet.
    pub absent: Vec<String>,
    /// What stands in the way.
    pub blockers: Vec<Blocker>,
    /// Files with keys that headers do not name, and how many.
    pub unchecked: Vec<(String, u32)>,
}

/// Why a secret cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blocker {
    /// The secret.
    pub file: String,
    /// A sentence without a full stop.
    pub why: String,
    /// What to do.
    pub help: Option<String>,
}

/// A file that would be written.
pub struct Step {
    /// The secret, relative to the root.
    pub file: String,
    /// Where it lies.
    pub path: PathBuf,
    /// What it is now.
    pub sealed: Sealed,
    /// Whom it will be for.
    pub recipients: Recipients,
    /// How it will be written.
    pub format: Format,
    /// What is kept of it.
    pub how: How,
    /// Where it and its rule differ.
    pub drift: Drift,
}

/// What is kept of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// File key and payload: these are added, who may know the value anyway.
    Extend(Vec<Recipient>),
    /// Nothing but the plaintext: a fresh file key, for whom the rule names.
    Anew,
}

/// What would be written for these secrets.
pub fn plan(
    store: &Store,
    matrix: &SecretMatrix,
    request: &Request<'_>,
    sealer: &Sealer,
) -> Result<Plan> {
    let mut plan = Plan::default();
    for secret in &matrix.secrets {
        let wanted = request.only.as_ref().is_none_or(|only| only.contains(&secret.file.as_str()));
        if !wanted || secret.rules.is_empty() || !concerns(secret, request.recipients.as_deref()) {
            continue;
        }
        match step(store, secret, request.force, sealer)? {
            Outcome::Step(step) => plan.steps.push(*step),
            Outcome::Same(unchecked) => {
                plan.unchanged += 1;
                if unchecked > 0 {
                    plan.unchecked.push((secret.file.clone(), unchecked));
                }
            }
            Outcome::Absent => plan.absent.push(secret.file.clone()),
            Outcome::Blocked(blockers) => plan.blockers.extend(blockers),
        }
    }
    Ok(plan)
}

/// Whether the files of a plan are what they were when it was made.
pub fn is_current(plan: &Plan) -> Result<bool> {
    for step in &plan.steps {
        if look(&step.path)?.and_then(std::result::Result::ok).as_ref() != Some(&step.sealed) {
            return Ok(false);
        }
    }
    Ok(true)
}

enum Outcome {
    Step(Box<Step>),
    Same(u32),
    Absent,
    Blocked(Vec<Blocker>),
}

fn step(store: &Store, secret: &Secret, force: bool, sealer: &Sealer) -> Result<Outcome> {
    let target = match target(secret, sealer) {
        Ok(target) => target,
        Err(blockers) => return Ok(Outcome::Blocked(blockers)),
    };
    let blocked = |why: String, help: &str| {
        let help = Some(help.to_owned());
        Ok(Outcome::Blocked(vec![Blocker { file: secret.file.clone(), why, help }]))
    };
    let path = match store.path(&secret.file) {
        Ok(path) => path,
        Err(error) => return blocked(error.to_string(), "change it where it lies"),
    };
    let sealed = match look(&path)? {
        None => return Ok(Outcome::Absent),
        Some(Err(why)) => {
            return blocked(
                why.to_string(),
                "restore it from git, or make it anew with `nixward secrets edit`",
            );
        }
        Some(Ok(sealed)) => sealed,
    };
    let drift = compare::drift(&target.recipients, &sealed);
    let format = target.armor.unwrap_or(sealed.format);
    let how =
        if force { Some(How::Anew) } else { how(&target.recipients, &sealed, &drift, format) };
    let Some(how) = how else { return Ok(Outcome::Same(drift.unchecked)) };
    let Target { recipients, .. } = target;
    let file = secret.file.clone();
    Ok(Outcome::Step(Box::new(Step { file, path, sealed, recipients, format, how, drift })))
}

/// Whom a secret is for, and how it is written.
pub struct Target {
    /// Each key once.
    pub recipients: Recipients,
    /// What the rule says of armor.
    pub armor: Option<Format>,
}

/// What the rules say of a secret.
///
/// # Errors
/// Why nobody can encrypt by them.
pub fn target(secret: &Secret, sealer: &Sealer) -> std::result::Result<Target, Vec<Blocker>> {
    let blocker =
        |why: String, help: Option<String>| Blocker { file: secret.file.clone(), why, help };
    let Some(rule) = secret.rules.first() else {
        let help = "write a rule for it, such as in secrets.nix";
        return Err(vec![blocker("no rules file speaks of it".to_owned(), Some(help.to_owned()))]);
    };
    if let Some(other) = secret.rules.iter().find(|other| other.recipients != rule.recipients) {
        let why = format!("{} and {} differ in who may open it", place(rule), place(other));
        return Err(vec![blocker(why, Some("name it in one rules file only".to_owned()))]);
    }
    let Some(recipients) = &rule.recipients else {
        let why = rule.mistake.as_ref().map_or("it is not known", |mistake| &mistake.message);
        return Err(vec![blocker(
            format!("who may open it is not known: {}: {why}", place(rule)),
            None,
        )]);
    };
    sealer.check(recipients).map_err(|wrong| {
        let help = || Some(format!("correct the rule at {}", place(rule)));
        wrong.iter().map(|why| blocker(why.to_string(), help())).collect::<Vec<_>>()
    })?;
    Ok(Target { recipients: each_once(recipients), armor: rule.armor.map(format_of) })
}

fn each_once(recipients: &Recipients) -> Recipients {
    let mut seen = HashSet::new();
    let kept = recipients.iter().filter(|recipient| seen.insert(recipient.key.as_str()));
    let kept: Vec<&Recipient> = kept.collect();
    if kept.len() == recipients.len() {
        return recipients.clone();
    }
    kept.into_iter().cloned().collect()
}

fn format_of(armor: bool) -> Format {
    if armor { Format::Armored } else { Format::Binary }
}

/// A rule as one points at it.
pub fn place(rule: &Rule) -> String {
    match &rule.at {
        Some(at) => format!("{}:{}", at.file, at.line),
        None => rule.rules_file.clone(),
    }
}

fn how(recipients: &[Recipient], sealed: &Sealed, drift: &Drift, format: Format) -> Option<How> {
    if drift.is_none() {
        return (format != sealed.format).then(|| How::Extend(Vec::new()));
    }
    if !drift.extra.is_empty() || drift.more > 0 {
        return Some(How::Anew);
    }
    Some(added(recipients, sealed, drift).map_or(How::Anew, How::Extend))
}

/// Who is to be added to a file that nobody is to be removed from; none where that cannot be told.
fn added(recipients: &[Recipient], sealed: &Sealed, drift: &Drift) -> Option<Vec<Recipient>> {
    if drift.fewer == 0 && !drift.replaced {
        return Some(drift.missing.clone());
    }
    // Which anonymous ones are new is told by whom the file was written for, if it was by nixward.
    let before = &sealed.meta.as_ref()?.recipients;
    let is_missing = |key: &Recipient| drift.missing.iter().any(|missing| missing.key == key.key);
    let kept: Vec<&Recipient> = recipients.iter().filter(|key| !is_missing(key)).collect();
    let anonymous = kept.iter().enumerate().filter(|(_, key)| key.tag.is_none());
    let anonymous: Vec<usize> = anonymous.map(|(at, _)| at).collect();
    let without = |new: &[usize]| {
        let old = kept.iter().enumerate().filter(|(at, _)| !new.contains(at)).map(|(_, key)| *key);
        meta::hash(old) == *before
    };
    let ones = anonymous.iter().map(|&one| vec![one]);
    let pairs = anonymous.iter().flat_map(|&one| {
        anonymous.iter().filter(move |&&two| one < two).map(move |&two| vec![one, two])
    });
    let new = ones.chain(pairs).find(|new| without(new))?;
    let new = new.into_iter().filter_map(|at| kept.get(at).map(|key| (*key).clone()));
    Some(drift.missing.iter().cloned().chain(new).collect())
}

/// Whether one of these keys may or can open a secret.
fn concerns(secret: &Secret, keys: Option<&[Recipient]>) -> bool {
    let Some(keys) = keys else { return true };
    let stanzas: &[Stanza] = match &secret.disk {
        OnDisk::Sealed(sealed) => &sealed.stanzas,
        _ => &[],
    };
    secret.recipients().any(|recipient| keys.iter().any(|key| key.key == recipient.key))
        || keys
            .iter()
            .filter(|key| key.kind != KeyKind::None)
            .any(|key| stanzas.iter().any(|stanza| compare::is_of(stanza, key)))
}
