//! What the verbs do with secrets of sops: the program `sops` changes them.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::readers;
use super::session::{KeyArgs, Session};
use super::{edit, rekey};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::secrets::names;
use crate::fsx;
use crate::model::report::RekeyRow;
use crate::model::secrets::{OnDisk, Secret, SecretMatrix, Stanza, Tool};
use crate::secrets::sops::{self, Edit, Keys};
use crate::secrets::value::Written;
use crate::ui::raw_stdout;

/// Encrypts secrets of sops to those whom their rules name: those that differ, or all with another data
/// key. Gives what was written, or would be.
pub(super) fn rekey(
    context: &Context,
    matrix: &SecretMatrix,
    args: &rekey::Args,
) -> Result<Vec<RekeyRow>> {
    let wanted = args.wanted(matrix)?;
    let keys_of = args.recipient().map(|who| readers::keys_of(matrix, who)).transpose()?;
    let concerns = |secret: &Secret| {
        keys_of.as_ref().is_none_or(|keys| {
            let named = secret.recipients().any(|one| keys.iter().any(|key| one.is(&key.key)));
            let is_of = |stanza: &Stanza| {
                let named = stanza.key.as_deref();
                named.is_some_and(|named| keys.iter().any(|key| key.is(named)))
            };
            named || stanzas(secret).iter().any(is_of)
        })
    };
    let chosen: Vec<&Secret> = matrix
        .secrets
        .iter()
        .filter(|secret| secret.tool == Tool::Sops && matches!(secret.disk, OnDisk::Sealed(_)))
        .filter(|secret| {
            wanted.as_ref().is_none_or(|wanted| wanted.contains(&secret.file.as_str()))
        })
        .filter(|secret| concerns(secret) && (args.is_forced() || sops::differs(secret)))
        .collect();
    let rows = chosen.iter().map(|secret| row(matrix, secret, args.is_forced())).collect();
    if chosen.is_empty() || args.is_dry() {
        return Ok(rows);
    }
    let session = Session::begin(context)?;
    let keys = keys(args.keys())?;
    let folders: Vec<PathBuf> = chosen
        .iter()
        .filter_map(|it| session.store.path(&it.file).ok()?.parent().map(PathBuf::from))
        .collect();
    let change = session.change(context, "rekey", folders.iter().map(AsRef::as_ref))?;
    let made = chosen.iter().map(|secret| {
        // Whoever is removed knows the data key.
        let fresh = args.is_forced() || sops::removes(secret);
        sops::rekey(&session.store, secret, fresh, &keys)
    });
    sops::put_all(change, &made.collect::<Result<Vec<_>>>()?)?;
    for secret in chosen.iter().filter(|secret| sops::removes(secret)) {
        let file = &secret.file;
        context.ui.warn(&format!("{file}: who was removed knows its value; change it"));
    }
    Ok(rows)
}

/// Sets the value of a secret of sops.
pub(super) fn edit(context: &Context, secret: &Secret, args: &edit::Args) -> Result<Exit> {
    let session = Session::begin(context)?;
    let keys = keys(&args.keys)?;
    let text = match &args.from {
        Some(path) if path != Path::new("-") => {
            let file = File::open(path).map_err(|error| fsx::error("read", path, error))?;
            Some(take(secret, file)?)
        }
        None if io::stdin().is_terminal() => None,
        _ => Some(take(secret, io::stdin().lock())?),
    };
    if text.as_ref().is_some_and(|text| text.is_empty()) && !args.allow_empty {
        return Err(Error::input(format!("the new value of {} is empty", secret.file))
            .hint("nothing was written; pass --allow-empty if that is meant"));
    }
    let edit = text.as_ref().map_or(Edit::InEditor, |text| Edit::To(text));
    let made = sops::edit(&session.store, secret, &edit, &keys)?;
    let written = match made {
        Some(made) => {
            let path = session.store.path(&secret.file)?;
            sops::put(session.change(context, "edit", path.parent())?, &made)?
        }
        None => Written::Same,
    };
    match written {
        Written::Yes => context.ui.note(&format!("{} is written", secret.file)),
        Written::Same => {
            context.ui.note(&format!("{} wasn't changed, and is not written", secret.file));
        }
        Written::Rescued(path) => return Err(edit::conflict(&secret.file, &path)),
    }
    Ok(Exit::Fine)
}

/// Prints the value of a secret of sops.
pub(super) fn decrypt(context: &Context, secret: &Secret, keys_named: &KeyArgs) -> Result<Exit> {
    let session = Session::begin(context)?;
    let value = sops::decrypt(&session.store, secret, &keys(keys_named)?)?;
    io::Write::write_all(&mut raw_stdout(), &value)
        .map_err(|error| Error::tool("the value cannot be printed").because(error))?;
    Ok(Exit::Fine)
}

/// A new value, whole: part of one is none.
fn take(secret: &Secret, from: impl Read) -> Result<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(Vec::new());
    from.take(sops::MOST_BYTES + 1)
        .read_to_end(&mut text)
        .map_err(|error| Error::tool("the new value cannot be read").because(error))?;
    if u64::try_from(text.len()).is_ok_and(|bytes| bytes <= sops::MOST_BYTES) {
        return Ok(text);
    }
    Err(Error::input(format!(
        "the new value of {} is larger than {} bytes",
        secret.file,
        sops::MOST_BYTES
    ))
    .hint("nothing was written; larger values are for secrets of age"))
}

/// Which keys `sops` is to use: it takes one file of each kind.
fn keys(args: &KeyArgs) -> Result<Keys> {
    let mut keys = Keys::default();
    for path in &args.identities {
        let path = fsx::canonical(path)?;
        let start = Zeroizing::new(fsx::read_start(&path, 64)?);
        let place = if start.trim_ascii_start().starts_with(b"-----BEGIN ") {
            &mut keys.ssh
        } else {
            &mut keys.age
        };
        if place.is_some() {
            return Err(Error::usage("sops takes one file of ssh keys and one of age keys")
                .hint("put all age keys into one file"));
        }
        *place = Some(path);
    }
    Ok(keys)
}

fn stanzas(secret: &Secret) -> &[Stanza] {
    match &secret.disk {
        OnDisk::Sealed(sealed) => &sealed.stanzas,
        _ => &[],
    }
}

fn row(matrix: &SecretMatrix, secret: &Secret, forced: bool) -> RekeyRow {
    let drift = secret.drift.clone().unwrap_or_default();
    let added: Vec<String> =
        drift.missing.iter().map(|key| names::recipient(matrix, key)).collect();
    let removed: Vec<String> = drift.extra.iter().map(|one| names::stanza(matrix, one)).collect();
    let mut why = Vec::new();
    if !added.is_empty() {
        why.push(format!("for {}, too", names::list(added.clone())));
    }
    if !removed.is_empty() {
        why.push(format!("no longer for {}", names::list(removed.clone())));
    }
    if why.is_empty() && !forced {
        why.push("in other groups of keys".to_owned());
    }
    if forced || sops::removes(secret) {
        why.push("with another data key".to_owned());
    }
    let header_only = !(forced || sops::removes(secret));
    RekeyRow { file: secret.file.clone(), why: why.join(", "), header_only, added, removed }
}
