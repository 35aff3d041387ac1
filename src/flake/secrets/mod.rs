//! Who may open which secret of a flake: its rules files of agenix and sops and the encrypted files
//! they speak of, read without Nix and without a private key.

mod agenix;
mod disk;
mod find;
pub mod grant;
pub mod insert;
pub mod names;
pub mod rewrite;
mod sops;

use std::collections::BTreeMap;

use crate::agefile::compare;
use crate::error::{Error, Result};
use crate::model::secrets::{Holder, OnDisk, Rule, RulesFile, Secret, SecretMatrix, Tool};
use crate::pure::on_deep_stack;
use crate::tree::{RelPath, Source};

use super::inventory::file::Inventory;

/// Reads all that is known of the secrets of a flake. `named` is a rules file that is read besides
/// those that are found.
///
/// # Errors
/// A tree that cannot be listed, or a machine that gives no thread.
pub fn read(
    source: &Source,
    inventory: Option<&Inventory>,
    named: Option<&RelPath>,
) -> Result<SecretMatrix> {
    let files = source.tree.files()?;
    let candidates = find::candidates(source, &files, named);
    let mut read = on_deep_stack(|| {
        let read = candidates.iter().map(|file| agenix::read(source, file, Some(file) == named));
        read.collect::<Vec<_>>()
    })
    .map_err(|error| Error::tool("the evaluator could not be started").because(error))?;
    let mut gathering = Gathering::default();
    for (rules_file, rules) in read.drain(..).flatten() {
        gathering.add(source, rules_file, rules);
    }
    for file in find::stray(&files, &gathering.rules_files) {
        if find::rotates(file).is_some_and(|of| gathering.rules.contains_key(&of)) {
            continue;
        }
        gathering.rules.entry(file.to_string()).or_default();
    }
    let mut matrix = gathering.finish(source);
    let (rules_files, secrets) = sops::read(source, &files);
    matrix.rules_files.extend(rules_files);
    matrix.rules_files.sort_by(|a, b| a.file.cmp(&b.file));
    matrix.secrets.extend(secrets);
    // A file that both speak of is that of its own format.
    matrix.secrets.sort_by(|a, b| a.file.cmp(&b.file).then(b.tool.cmp(&a.tool)));
    matrix.secrets.dedup_by(|later, first| later.file == first.file);
    matrix.holders = inventory.and_then(holders);
    Ok(matrix)
}

/// What rules files came to so far.
#[derive(Default)]
struct Gathering {
    rules_files: Vec<RulesFile>,
    rules: BTreeMap<String, Vec<Rule>>,
}

impl Gathering {
    fn add(&mut self, source: &Source, mut rules_file: RulesFile, rules: Vec<Rule>) {
        let base = find::base(source, &rules_file.file, &rules.iter().map(|rule| &*rule.name));
        for rule in rules {
            match base.join(&rule.name) {
                Some(file) => self.rules.entry(file.to_string()).or_default().push(rule),
                None => rules_file.mistakes.push(find::outside(&rule)),
            }
        }
        base.as_str().clone_into(&mut rules_file.base);
        self.rules_files.push(rules_file);
    }

    fn finish(self, source: &Source) -> SecretMatrix {
        let secrets = self.rules.into_iter().map(|(file, rules)| {
            let disk =
                RelPath::new(&file).map_or(OnDisk::Missing, |path| disk::look(&source.tree, &path));
            secret(file, rules, disk)
        });
        SecretMatrix {
            secrets: secrets.collect(),
            rules_files: self.rules_files,
            ..SecretMatrix::default()
        }
    }
}

fn secret(file: String, rules: Vec<Rule>, disk: OnDisk) -> Secret {
    // Where two rules differ, nobody knows which of them the file follows.
    let mut known = rules.iter().map(|rule| rule.recipients.as_deref());
    let first = known.next().flatten();
    let agree = known.all(|recipients| recipients == first);
    let drift = match (&disk, first) {
        (OnDisk::Sealed(sealed), Some(recipients)) if agree => {
            Some(compare::drift(recipients, sealed))
        }
        _ => None,
    };
    Secret { tool: Tool::Agenix, file, rules, disk, drift }
}

/// The people and hosts of an inventory.
fn holders(inventory: &Inventory) -> Option<Vec<Holder>> {
    let fleet = inventory.fleet.as_ref()?;
    let read = |key: &str| crate::agefile::recipient::read(key);
    let admins = fleet.admins.iter().map(|(name, admin)| Holder {
        name: name.clone(),
        host: false,
        keys: admin.keys.iter().map(|key| read(key.as_str())).collect(),
    });
    let hosts = fleet.hosts.iter().map(|(name, host)| Holder {
        name: name.clone(),
        host: true,
        keys: host
            .target
            .iter()
            .filter_map(|target| target.host_key.as_ref())
            .map(|key| read(key.as_str()))
            .collect(),
    });
    Some(admins.chain(hosts).collect())
}
