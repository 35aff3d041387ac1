//! What the rules files say of a new host: its key, where there is a place for it, and what is left to do
//! by hand.

use crate::agefile::recipient;
use crate::cmd::plan::Plan;
use crate::error::Result;
use crate::flake::secrets::{self, insert};
use crate::model::secrets::{Rule, RulesFile, SecretMatrix, Tool};
use crate::tree::{RelPath, Source};

/// The new host.
pub(super) struct Newcomer<'a> {
    pub(super) name: &'a str,
    pub(super) key: Option<&'a str>,
    /// The hosts that are there already.
    pub(super) others: Vec<&'a str>,
}

/// Adds the key to the plan where that changes nothing but who may read what; says what is left to do.
pub(super) fn add(source: &Source, plan: &mut Plan, host: &Newcomer<'_>) -> Result<Vec<String>> {
    let before = secrets::read(source, None, None)?;
    if before.rules_files.is_empty() {
        return Ok(Vec::new());
    }
    let Some(key) = host.key else {
        return Ok(vec![format!(
            "{} can open no secret yet: when the machine has a host key, put it into `target.hostKey` of its \
             row and into the rules of the secrets that it reads",
            host.name
        )]);
    };
    for file in before.rules_files.iter().filter(|file| file.tool == Tool::Agenix) {
        add_key(source, plan, host, key, file)?;
    }
    let after = secrets::read(&plan.outcome()?, None, None)?;
    let reads = rules(&after).filter(|rule| names(rule, key)).count();
    let mut left: Vec<String> =
        before.rules_files.iter().filter_map(|file| by_hand(file, &after, host, key)).collect();
    match reads {
        0 => {}
        1 => left.push("a rule names its key now: nixward secrets rekey".to_owned()),
        _ => left.push(format!("{reads} rules name its key now: nixward secrets rekey")),
    }
    Ok(left)
}

/// Adds the key to a rules file, if all rules then say what they said, or that and this key.
fn add_key(
    source: &Source,
    plan: &mut Plan,
    host: &Newcomer<'_>,
    key: &str,
    file: &RulesFile,
) -> Result<()> {
    let Some(path) = RelPath::new(&file.file) else { return Ok(()) };
    let Some(edited) = insert::add_key(source, &path, &host.others, host.name, key)? else {
        return Ok(());
    };
    let before = secrets::read(&plan.outcome()?, None, None)?;
    let mut wider = plan.clone();
    wider.change(edited.file, edited.before, edited.after);
    let after = secrets::read(&wider.outcome()?, None, None)?;
    if only_gains(&before, &after, key) {
        *plan = wider;
    }
    Ok(())
}

fn rules(matrix: &SecretMatrix) -> impl Iterator<Item = &Rule> {
    matrix.secrets.iter().flat_map(|secret| &secret.rules)
}

fn keys(rule: &Rule) -> impl Iterator<Item = &str> {
    rule.recipients.as_deref().into_iter().flatten().map(|recipient| recipient.key.as_str())
}

fn names(rule: &Rule, key: &str) -> bool {
    let key = recipient::read(key);
    keys(rule).any(|known| known == key.key || Some(known) == key.age.as_deref())
}

/// Whether the rules are the same but for this key.
fn only_gains(before: &SecretMatrix, after: &SecretMatrix, key: &str) -> bool {
    let key = recipient::read(key).key;
    let said = |rule: &Rule| -> (String, String, bool, Vec<String>) {
        let keys = keys(rule).filter(|known| *known != key).map(str::to_owned);
        (rule.rules_file.clone(), rule.name.clone(), rule.recipients.is_some(), keys.collect())
    };
    let mistakes = |matrix: &SecretMatrix| -> usize {
        matrix.rules_files.iter().map(|file| file.mistakes.len()).sum()
    };
    rules(before).map(said).eq(rules(after).map(said)) && mistakes(before) == mistakes(after)
}

/// What somebody has to write into a rules file himself.
fn by_hand(
    file: &RulesFile,
    after: &SecretMatrix,
    host: &Newcomer<'_>,
    key: &str,
) -> Option<String> {
    let (path, name) = (&file.file, host.name);
    if rules(after).any(|rule| rule.rules_file == *path && names(rule, key)) {
        return None;
    }
    Some(match file.tool {
        Tool::Agenix => format!(
            "{path}: name {name} in the rules of the secrets that it reads, by its key \"{key}\", then \
             nixward secrets rekey"
        ),
        Tool::Sops => {
            let age = recipient::read(key).age;
            format!(
                "{path}: name {name} in the rules of the secrets that it reads, by its age key {}, then sops \
                 updatekeys FILE",
                age.as_deref().unwrap_or(key)
            )
        }
    })
}
