//! What recipients and stanzas are called, for people.

use crate::agefile::compare::is_of;
use crate::model::secrets::{Recipient, Secret, SecretMatrix, Stanza, shorten};

/// As many names as are written out.
const SHOWN: usize = 3;

/// Whose key it is, where the inventory says so.
pub fn holder<'m>(matrix: &'m SecretMatrix, key: &str) -> Option<&'m str> {
    let mut holders = matrix.holders.iter().flatten();
    let owner = holders.find(|holder| holder.keys.iter().any(|owned| owned.is(key)))?;
    Some(&owner.name)
}

/// The holder of a key, or what tells the key apart.
pub fn recipient(matrix: &SecretMatrix, recipient: &Recipient) -> String {
    match (holder(matrix, &recipient.key), &recipient.comment) {
        (Some(owner), _) => owner.to_owned(),
        (None, Some(comment)) => format!("{} ({comment})", recipient.short()),
        (None, None) => recipient.short(),
    }
}

/// The recipient that a stanza is for, where any rule or the inventory has it.
fn known<'m>(matrix: &'m SecretMatrix, stanza: &Stanza) -> Option<&'m Recipient> {
    let of_rules = matrix.secrets.iter().flat_map(Secret::recipients);
    let of_holders = matrix.holders.iter().flatten().flat_map(|holder| &holder.keys);
    of_holders.chain(of_rules).find(|known| is_of(stanza, known))
}

/// The key that a stanza is for, as far as known.
pub fn key_of(matrix: &SecretMatrix, stanza: &Stanza) -> Option<String> {
    known(matrix, stanza).map(|known| known.key.clone()).or_else(|| stanza.key.clone())
}

/// What a stanza's key is called, or else its tag.
pub fn stanza(matrix: &SecretMatrix, stanza: &Stanza) -> String {
    if let Some(known) = known(matrix, stanza) {
        return recipient(matrix, known);
    }
    if let Some(key) = &stanza.key {
        return shorten(key);
    }
    match &stanza.tag {
        Some(tag) => format!("the {} key with the tag {tag}", stanza.kind),
        None => format!("a {} recipient", stanza.kind),
    }
}

/// The first few of a list, and how many more.
pub fn list(mut names: Vec<String>) -> String {
    names.dedup();
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    let shown = names.join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
