//! Keys that open secrets, an ssh host's or a person's: the new one is among the readers of all that
//! the old one opens before the old one goes.

use super::engine::{Engine, Wait};
use super::mint::public_ending;
use super::state::with;
use super::unit::Part;
use crate::agefile::{Identities, recipient, unlock};
use crate::error::{Error, Result};
use crate::fsx;
use crate::model::secrets::{OnDisk, Recipient, Secret};
use crate::secrets::cipher;

impl Engine<'_, '_> {
    /// Why the new key cannot take over yet: secrets that the old one opens and it does not.
    pub(super) fn readers_wait(&self, part: &Part<'_>) -> Result<Option<Wait>> {
        let Some((old, new)) = self.halves(part, "", "next.")? else { return Ok(None) };
        let lacks = self.of(&old).filter(|secret| {
            let named = secret.recipients().any(|key| key.is(&new.key));
            !named || secret.drift.as_ref().is_none_or(|drift| !drift.is_none())
        });
        let lacks: Vec<&str> = lacks.map(|secret| secret.file.as_str()).collect();
        Ok((!lacks.is_empty()).then(|| Wait {
            why: format!("the new key does not open {} yet", lacks.join(", ")),
            help: format!(
                "add {:?} to their rules beside the old key, run `nixward secrets rekey`, then \
                 `nixward secrets rotate --continue`",
                new.key
            ),
        }))
    }

    /// Proves that the new key alone opens all that the old one opens.
    pub(super) fn readers_verify(&self, part: &Part<'_>) -> Result<()> {
        let Some((_, new)) = self.halves(part, "old.", "")? else { return Ok(()) };
        let mut alone = Identities::default();
        let nobody: std::sync::Arc<dyn crate::model::ask::Ask> = std::sync::Arc::new(Nobody);
        let value = self.new_value(part)?;
        alone.add(part.place.file, &value, &nobody).map_err(|why| {
            Error::internal(format!("the new key of {} cannot be used: {why}", part.place.file))
        })?;
        for secret in self.of(&new).filter(|secret| matches!(secret.disk, OnDisk::Sealed(_))) {
            let path = self.store.path(&secret.file)?;
            unlock(cipher::open(&path)?, &alone).map_err(|error| {
                Error::input(format!("the new key alone does not open {}", secret.file))
                    .because(error)
                    .hint("run `nixward secrets rekey`, then `nixward secrets rotate --continue`")
            })?;
        }
        Ok(())
    }

    /// Why the old key cannot go yet: secrets that it still opens.
    pub(super) fn readers_leave(&self, part: &Part<'_>) -> Result<Option<Wait>> {
        let Some((old, new)) = self.halves(part, "old.", "")? else { return Ok(None) };
        // A header does not name `age1...` keys; that it is as its rule says does.
        let drifts = |secret: &&Secret| secret.drift.as_ref().is_none_or(|drift| !drift.is_none());
        let opens = self.of(&old).chain(self.of(&new).filter(drifts));
        let mut opens: Vec<&str> = opens.map(|secret| secret.file.as_str()).collect();
        opens.sort_unstable();
        opens.dedup();
        Ok((!opens.is_empty()).then(|| Wait {
            why: format!("the old key still opens {}", opens.join(", ")),
            help: format!(
                "take {:?} out of their rules, run `nixward secrets rekey`, then `nixward secrets \
                 rotate --continue`",
                old.key
            ),
        }))
    }

    /// The secrets that a key may open by their rules, or can by their headers.
    fn of<'s>(&'s self, key: &'s Recipient) -> impl Iterator<Item = &'s Secret> {
        self.graph.secrets().iter().filter(move |secret| {
            let by_rule = secret.recipients().any(|other| other.is(&key.key));
            let by_header = match &secret.disk {
                OnDisk::Sealed(sealed) => {
                    sealed.stanzas.iter().any(|stanza| crate::agefile::compare::is_of(stanza, key))
                }
                _ => false,
            };
            by_rule || by_header
        })
    }

    /// The public halves of two keys; none for other kinds, or where there was none before.
    fn halves(
        &self,
        part: &Part<'_>,
        old: &str,
        new: &str,
    ) -> Result<Option<(Recipient, Recipient)>> {
        let Some(ending) =
            public_ending(part.policy.kind).filter(|_| part.policy.kind.opens_secrets())
        else {
            return Ok(None);
        };
        let read = |which: &str| -> Result<Option<Recipient>> {
            let path = with(&part.place.path, &format!("{which}{ending}"));
            let text = fsx::stat(&path)?.map(|_| fsx::read_text(&path)).transpose()?;
            Ok(text.map(|text| recipient::read(text.trim())))
        };
        Ok(read(old)?.zip(read(new)?))
    }
}

/// Keys that are made here ask for nothing.
struct Nobody;

impl crate::model::ask::Ask for Nobody {
    fn secret(&self, _: &str) -> Option<zeroize::Zeroizing<String>> {
        None
    }

    fn text(&self, _: &str) -> Option<String> {
        None
    }

    fn confirm(&self, _: &str, _: &str, _: Option<&str>) -> Option<bool> {
        None
    }

    fn tell(&self, _: &str) {}
}
