//! Secrets that nothing speaks of any more.

use std::path::PathBuf;

use super::rekey::changed;
use super::store::{Change, Digest, Store, current};
use super::text::Text;
use crate::error::Result;
use crate::fsx;
use crate::model::secrets::{OnDisk, Secret, SecretMatrix, Tool};

/// A file that is to go.
pub struct Doomed {
    /// The secret, relative to the root.
    pub file: String,
    path: PathBuf,
    digest: Digest,
}

/// What is left over.
#[derive(Default)]
pub struct Plan<'m> {
    /// Encrypted files that no rule names.
    pub files: Vec<Doomed>,
    /// Secrets whose rules have no file, and say nothing of how one is made.
    pub rules: Vec<&'m Secret>,
    /// Rules files that are not known in full: then no file is certainly without a rule.
    pub unknown: Vec<&'m str>,
}

/// Finds what nothing speaks of.
pub fn plan<'m>(store: &Store, matrix: &'m SecretMatrix) -> Result<Plan<'m>> {
    let files = matrix.rules_files.iter().filter(|file| file.tool == Tool::Agenix);
    let mut plan = Plan {
        unknown: files.filter(|file| !file.complete).map(|file| file.file.as_str()).collect(),
        ..Plan::default()
    };
    for secret in matrix.secrets.iter().filter(|secret| secret.tool == Tool::Agenix) {
        match &secret.disk {
            // What a passphrase opens is a key rather than a secret.
            OnDisk::Sealed(sealed)
                if secret.rules.is_empty()
                    && plan.unknown.is_empty()
                    && sealed.stanzas.iter().all(|stanza| stanza.kind != "scrypt") =>
            {
                store.path(&secret.file)?;
                let path = store.root().join(&secret.file);
                if let Some(digest) = current(&path)? {
                    plan.files.push(Doomed { file: secret.file.clone(), path, digest });
                }
            }
            OnDisk::Missing if secret.rules.iter().all(is_silent) => plan.rules.push(secret),
            _ => {}
        }
    }
    Ok(plan)
}

/// Whether a rule says nothing of how its value is made.
fn is_silent(rule: &crate::model::secrets::Rule) -> bool {
    rule.policy.as_ref().is_ok_and(serde_json::Map::is_empty)
}

/// Removes files and writes rules.
///
/// # Errors
/// A file that another program has changed meanwhile, or what the machine says.
pub fn run(change: Change<'_>, files: &[Doomed], rules: &[Text<'_>]) -> Result<()> {
    for Doomed { path, digest, .. } in files {
        if current(path)? != Some(*digest) {
            return Err(changed(path));
        }
    }
    for Doomed { path, .. } in files {
        fsx::remove(path)?;
    }
    let rules = rules.iter().map(Text::ready).collect::<Result<Vec<_>>>()?;
    change.commit(rules)?.map(drop).map_err(|conflict| changed(&conflict.0))
}
