//! `nixward secrets who` and `nixward secrets readable-by`

use crate::agefile::compare::is_of;
use crate::agefile::recipient;
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::secrets::names;
use crate::model::report::{Readable, Reader, SecretsReadableByReport, SecretsWhoReport};
use crate::model::secrets::{KeyKind, OnDisk, Recipient, Secret, SecretMatrix, Stanza, Tool};
use crate::ui::Table;

pub(super) fn who(
    context: &Context,
    matrix: &SecretMatrix,
    secret: &Secret,
    format: FormatArgs,
) -> Result<Exit> {
    let readers = readers(matrix, secret);
    match format.get() {
        Format::Json => {
            let report = SecretsWhoReport { file: secret.file.clone(), readers };
            context.ui.json(&context.root()?, &report)?;
        }
        Format::Human => {
            let mut table = Table::new(["WHO", "RULE", "HEADER"]);
            for reader in readers {
                table.row([reader.who, yes(reader.by_rule), tells(reader.by_header)]);
            }
            context.ui.table(&table)?;
        }
    }
    Ok(Exit::Fine)
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn tells(found: Option<bool>) -> String {
    found.map_or_else(|| "does not tell".to_owned(), yes)
}

fn stanzas(secret: &Secret) -> Option<&[Stanza]> {
    match &secret.disk {
        OnDisk::Sealed(sealed) => Some(&sealed.stanzas),
        _ => None,
    }
}

/// Those who may or can open a secret.
pub(super) fn readers(matrix: &SecretMatrix, secret: &Secret) -> Vec<Reader> {
    let recipients: Vec<&Recipient> = secret.recipients().collect();
    let mut readers: Vec<Reader> = Vec::new();
    for key in &recipients {
        if readers.iter().any(|known| known.key.as_ref() == Some(&key.key)) {
            continue;
        }
        readers.push(Reader {
            who: names::recipient(matrix, key),
            key: Some(key.key.clone()),
            by_rule: true,
            by_header: in_header(secret, key),
        });
    }
    for stanza in stanzas(secret).unwrap_or_default() {
        let is_named = stanza.tag.is_some() || stanza.key.is_some();
        if is_named && !recipients.iter().any(|key| is_of(stanza, key)) {
            readers.push(Reader {
                who: names::stanza(matrix, stanza),
                key: names::key_of(matrix, stanza),
                by_rule: false,
                by_header: Some(true),
            });
        }
    }
    let more = secret.drift.as_ref().map_or(0, |drift| drift.more);
    readers.extend((0..more).map(|_| Reader {
        who: "somebody whom headers do not name".to_owned(),
        key: None,
        by_rule: false,
        by_header: Some(true),
    }));
    readers
}

/// Whether the header has a key; none where it does not tell, or there is none.
fn in_header(secret: &Secret, key: &Recipient) -> Option<bool> {
    let stanzas = stanzas(secret)?;
    if key.tag.is_some() || secret.tool == Tool::Sops {
        return Some(stanzas.iter().any(|stanza| is_of(stanza, key)));
    }
    // Not one stanza of its type: then certainly not.
    let kind = key.stanza.as_ref()?;
    (!stanzas.iter().any(|stanza| stanza.kind == *kind)).then_some(false)
}

pub(super) fn readable_by(
    context: &Context,
    matrix: &SecretMatrix,
    who: &str,
    format: FormatArgs,
) -> Result<Exit> {
    let keys = keys_of(matrix, who)?;
    let secrets: Vec<Readable> =
        matrix.secrets.iter().filter_map(|secret| readable(secret, &keys)).collect();
    match format.get() {
        Format::Json => {
            let keys = keys.into_iter().map(|key| key.key).collect();
            let report = SecretsReadableByReport { who: who.to_owned(), keys, secrets };
            context.ui.json(&context.root()?, &report)?;
        }
        Format::Human => {
            if secrets.is_empty() {
                context.ui.note(&format!("{who} can open nothing"));
                return Ok(Exit::Fine);
            }
            let mut table = Table::new(["SECRET", "RULE", "HEADER"]);
            for secret in secrets {
                table.row([secret.file, yes(secret.by_rule), tells(secret.by_header)]);
            }
            context.ui.table(&table)?;
        }
    }
    Ok(Exit::Fine)
}

fn readable(secret: &Secret, keys: &[Recipient]) -> Option<Readable> {
    let by_rule = secret
        .recipients()
        .any(|known| keys.iter().any(|key| key.is(&known.key) || known.is(&key.key)));
    let found: Vec<Option<bool>> = keys.iter().map(|key| in_header(secret, key)).collect();
    let by_header = if found.contains(&Some(true)) {
        Some(true)
    } else if found.contains(&None) {
        None
    } else {
        Some(false)
    };
    (by_rule || by_header == Some(true)).then(|| Readable {
        file: secret.file.clone(),
        by_rule,
        by_header,
    })
}

/// The keys of a holder, or those with that comment, or the one that is written out.
pub(super) fn keys_of(matrix: &SecretMatrix, who: &str) -> Result<Vec<Recipient>> {
    if let Some(holder) = matrix.holders.iter().flatten().find(|holder| holder.name == who) {
        return Ok(holder.keys.clone());
    }
    let known = matrix.secrets.iter().flat_map(Secret::recipients);
    let mut keys: Vec<Recipient> =
        known.filter(|key| key.comment.as_deref() == Some(who)).cloned().collect();
    keys.sort_by(|a, b| a.key.cmp(&b.key));
    keys.dedup_by(|a, b| a.key == b.key);
    if keys.is_empty() {
        let key = recipient::read(who);
        if key.kind == KeyKind::None {
            return Err(Error::input(format!("nobody is called {who}"))
                .hint("name a host or an admin of the inventory, a key, or the comment of a key"));
        }
        keys.push(key);
    }
    Ok(keys)
}
