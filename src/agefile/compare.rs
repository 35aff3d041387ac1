//! Holds a header against the recipients it should have.
//!
//! Stanzas of ssh keys and of some plugins carry a tag of the key, so that they can be told apart;
//! those of `age1...` keys are anonymous and can only be counted; those of other plugins are of any
//! number and type. Whatever is reported is certain.

use std::collections::BTreeSet;

use super::meta;
use crate::model::secrets::{Drift, KeyKind, Recipient, Sealed, Stanza};

/// Where a header and its rule differ.
pub fn drift(recipients: &[Recipient], sealed: &Sealed) -> Drift {
    let stanzas = &sealed.stanzas;
    let mut seen = BTreeSet::new();
    let usable = recipients.iter().filter(|recipient| recipient.kind != KeyKind::None);
    let wanted: Vec<&Recipient> =
        usable.filter(|recipient| seen.insert(recipient.key.as_str())).collect();
    let mut drift = Drift::default();
    for recipient in &wanted {
        if recipient.tag.is_some() && !stanzas.iter().any(|stanza| is_of(stanza, recipient)) {
            drift.missing.push((*recipient).clone());
        }
    }
    // What is no key stands for one that nobody knows.
    let flawed = recipients.iter().any(|recipient| recipient.kind == KeyKind::None);
    let any_plugin = wanted.iter().any(|recipient| recipient.stanza.is_none());
    for stanza in stanzas.iter().filter(|stanza| stanza.tag.is_some()) {
        let known = wanted.iter().any(|recipient| is_of(stanza, recipient));
        if !(flawed || known || any_plugin && stanza.kind == "piv-p256") {
            drift.extra.push(stanza.clone());
        }
    }
    for kind in kinds(&wanted, stanzas) {
        let asked = wanted.iter().filter(|recipient| recipient.stanza.as_deref() == Some(kind));
        let asked = asked.count();
        let found = stanzas.iter().filter(|stanza| stanza.kind == kind).count();
        drift.fewer += count(asked.saturating_sub(found));
        if !flawed && (!any_plugin || kind == "X25519") {
            drift.more += count(found.saturating_sub(asked));
        }
    }
    let anonymous = wanted.iter().filter(|recipient| recipient.tag.is_none()).count();
    drift.unchecked = count(anonymous);
    // The counts agree; what was noted tells whether the keys do.
    if let Some(meta) = sealed.meta.as_ref().filter(|_| anonymous > 0 && !flawed) {
        let same = meta.recipients == meta::hash(recipients);
        if same {
            drift.unchecked = 0;
        }
        drift.replaced = !same && drift.is_none();
    }
    drift
}

/// Types of stanzas without tags, each once.
fn kinds<'a>(wanted: &[&'a Recipient], stanzas: &'a [Stanza]) -> BTreeSet<&'a str> {
    let asked = wanted.iter().filter(|recipient| recipient.tag.is_none());
    let asked = asked.filter_map(|recipient| recipient.stanza.as_deref());
    let found = stanzas.iter().filter(|stanza| stanza.tag.is_none());
    asked.chain(found.map(|stanza| stanza.kind.as_str())).collect()
}

/// Whether a stanza is for that key, as far as its tag tells or it names the key.
pub fn is_of(stanza: &Stanza, recipient: &Recipient) -> bool {
    if let Some(key) = &stanza.key {
        return recipient.is(key);
    }
    stanza.tag.is_some()
        && stanza.tag == recipient.tag
        && Some(&stanza.kind) == recipient.stanza.as_ref()
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
