//! Holds the metadata of a file against the recipients it should have. Both name them in full, so
//! that every difference is certain.

use std::collections::BTreeSet;

use crate::model::secrets::{Drift, Recipient, Stanza};

/// Where the metadata and the rule differ.
pub fn drift(recipients: &[Recipient], stanzas: &[Stanza]) -> Drift {
    let is_there = |recipient: &&Recipient| {
        stanzas.iter().any(|stanza| stanza.key.as_ref().is_some_and(|key| recipient.is(key)))
    };
    let is_asked = |stanza: &&Stanza| {
        stanza.key.as_ref().is_none_or(|key| recipients.iter().any(|recipient| recipient.is(key)))
    };
    let mut seen = BTreeSet::new();
    let missing = recipients.iter().filter(|recipient| !is_there(recipient));
    let missing = missing.filter(|recipient| seen.insert(recipient.key.as_str()));
    let extra = stanzas.iter().filter(|stanza| !is_asked(stanza));
    Drift {
        missing: missing.cloned().collect(),
        extra: extra.cloned().collect(),
        ..Drift::default()
    }
}

/// Whether two divisions into groups are the same, whatever their order.
pub fn same_groups(a: &[Vec<String>], b: &[Vec<String>]) -> bool {
    let sets = |groups: &[Vec<String>]| -> BTreeSet<BTreeSet<String>> {
        groups.iter().map(|group| group.iter().cloned().collect()).collect()
    };
    sets(a) == sets(b)
}
