//! Those who can open a file of sops, as its rules and its metadata name them.

use crate::agefile::recipient;
use crate::model::secrets::{KeyKind, Recipient};

/// The services that sops asks for a key, by their names in rules and in metadata.
pub(super) const AGE: &str = "age";
pub(super) const PGP: &str = "pgp";
pub(super) const KMS: &str = "kms";
pub(super) const GCP: &str = "gcp_kms";
pub(super) const AZURE: &str = "azure_kv";
pub(super) const VAULT: &str = "hc_vault";

/// A recipient of one of these kinds.
pub(super) fn recipient(kind: &str, text: &str) -> Recipient {
    let text = text.trim();
    match kind {
        AGE => recipient::read(text),
        PGP => other(fingerprint(text), KeyKind::Pgp),
        _ => other(text.to_owned(), KeyKind::Service),
    }
}

/// Those that a text names, with commas or line breaks between them.
pub(super) fn listed(kind: &str, text: &str) -> Vec<Recipient> {
    let texts = text.split([',', '\n']).map(str::trim).filter(|text| !text.is_empty());
    texts.map(|text| recipient(kind, text)).collect()
}

fn other(key: String, kind: KeyKind) -> Recipient {
    Recipient { key, comment: None, kind, stanza: None, tag: None, age: None, flaw: None }
}

/// A fingerprint in one spelling.
fn fingerprint(text: &str) -> String {
    let text = text.strip_prefix("0x").unwrap_or(text);
    let letters = text.chars().filter(|char| !char.is_whitespace() && *char != '!');
    letters.map(|char| char.to_ascii_uppercase()).collect()
}
