//! New values of secrets.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::cipher::{self, Hashing, Keep, Maker, Plain, Ready, Shape, look_into};
use super::plan::Target;
use super::rekey::{changed, now};
use super::store::{Change, Conflict, Digest, Replacement, Store, current, look};
use crate::agefile::{Identities, Sealer, meta, plaintext};
use crate::error::{Error, Result};
use crate::fsx;
use crate::model::secrets::{Format, Meta};

/// As much of a secret as is edited, in bytes; larger ones are read from files.
const EDIT_LIMIT: u64 = 16 << 20;

/// A secret whose value is to be set.
pub struct Place<'a> {
    /// The secret, relative to the root.
    pub file: &'a str,
    /// Where it lies.
    pub path: PathBuf,
    /// Whom it is for.
    pub target: Target,
}

/// What its file was when it was looked at.
pub struct Before {
    digest: Option<Digest>,
    meta: Option<Meta>,
    format: Option<Format>,
    plain: Option<Plain>,
}

/// The keys of a run, and what encrypts.
pub struct Tools<'a> {
    /// What encrypts.
    pub sealer: &'a Sealer,
    /// What decrypts.
    pub identities: &'a Identities,
}

/// What came of a new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is in its place.
    Yes,
    /// It is the value that was there; nothing was written.
    Same,
    /// Another program changed the value meanwhile: the new one lies here, encrypted.
    Rescued(PathBuf),
}

/// Opens a secret for editing: its value, and what its file was.
///
/// # Errors
/// A file that does not open, or is too large to edit.
pub fn read(place: &Place<'_>, tools: &Tools<'_>) -> Result<(Zeroizing<Vec<u8>>, Before)> {
    let mut value = Zeroizing::new(Vec::new());
    if fsx::stat(&place.path)?.is_none() {
        return Ok((value, Before { digest: None, meta: None, format: None, plain: None }));
    }
    let failed = |error| cannot_open(place.file, error);
    let (envelope, key, file) = cipher::unlocked(&place.path, tools.identities).map_err(failed)?;
    let mut file = Hashing::new(file);
    let reader = plaintext(&mut file, &key).map_err(failed)?;
    let mut reader = reader.take(EDIT_LIMIT + 1);
    let plain = cipher::copy(&mut reader, &mut Keep(&mut value))
        .map_err(|error| damaged(place.file, error))?;
    drop(reader);
    let digest = file.finish(&place.path)?;
    if plain.bytes > EDIT_LIMIT {
        return Err(Error::input(format!("{} is larger than {EDIT_LIMIT} bytes", place.file))
            .hint(
                "take it out with `nixward secrets decrypt` and put it back with `--from FILE`",
            ));
    }
    let (meta, format) = (envelope.sealed.meta.clone(), look(&place.path)?);
    let format = format.and_then(std::result::Result::ok).map(|sealed| sealed.format);
    Ok((value, Before { digest: Some(digest), meta, format, plain: Some(plain) }))
}

/// What a file was, for a value that is set without a look at the old one where no key opens that.
///
/// # Errors
/// A file that cannot be read.
pub fn look_at(place: &Place<'_>, tools: &Tools<'_>) -> Result<Before> {
    let digest = current(&place.path)?;
    let sealed = look(&place.path)?.and_then(std::result::Result::ok);
    let opened = digest.and_then(|_| look_into(&place.path, tools.identities).ok());
    let opened = opened.map(|(_, plain)| plain);
    let (meta, format) = sealed.map_or((None, None), |sealed| (sealed.meta, Some(sealed.format)));
    Ok(Before { digest, meta, format, plain: opened })
}

/// Sets a value. `allow_empty` lets it be empty.
///
/// # Errors
/// An empty value, or what the machine says.
pub fn write(
    change: Change<'_>,
    place: &Place<'_>,
    before: &Before,
    content: &mut dyn Read,
    allow_empty: bool,
    tools: &Tools<'_>,
) -> Result<Written> {
    let mut first = [0; 1];
    let read = read_some(content, &mut first).map_err(|error| damaged(place.file, error))?;
    if read == 0 && !allow_empty {
        return Err(empty(place.file));
    }
    let mut content = first.get(..read).unwrap_or_default().chain(content);
    if let Some(folder) = place.path.parent() {
        fsx::create_folder(folder)?;
    }
    let ready = seal(place, before, &place.path, &mut content, tools)?;
    if before.plain.is_some() && ready.plain == before.plain {
        return Ok(Written::Same);
    }
    let now = current(&place.path)?;
    if now == before.digest {
        let replacement = Replacement { ready, before: before.digest };
        return settle(change.commit(vec![replacement])?);
    }
    // Encrypted to others meanwhile, but the same value: then nothing is lost.
    let latest = look_at(place, tools)?;
    if before.plain.is_some() && latest.plain == before.plain {
        let replacement = Replacement { ready, before: latest.digest };
        return settle(change.commit(vec![replacement])?);
    }
    let rescued = rescue_path(&place.path)?;
    let path = ready.staged.path().to_owned();
    fsx::create(&rescued, &fsx::read(&path)?)?;
    Ok(Written::Rescued(rescued))
}

/// Keeps a value that cannot be put in its place, encrypted beside it.
///
/// # Errors
/// What the machine says.
pub fn rescue(
    store: &Store,
    place: &Place<'_>,
    content: &[u8],
    tools: &Tools<'_>,
) -> Result<PathBuf> {
    let _change = store.begin("rescuing an edited secret", [])?;
    let before = Before { digest: None, meta: None, format: None, plain: None };
    let rescued = rescue_path(&place.path)?;
    let mut content = content;
    seal(place, &before, &rescued, &mut content, tools)?.staged.place()?;
    fsx::sync_folders([rescued.as_path()])?;
    Ok(rescued)
}

/// Hands the value of a secret to `output`.
///
/// # Errors
/// A file that does not open; what was handed out until damage was met was genuine.
pub fn decrypt(
    file: &str,
    path: &Path,
    identities: &Identities,
    output: &mut dyn io::Write,
) -> Result<()> {
    let failed = |error| cannot_open(file, error);
    let (_, key, sealed) = cipher::unlocked(path, identities).map_err(failed)?;
    let mut reader = plaintext(sealed, &key).map_err(failed)?;
    cipher::copy(&mut reader, output).map_err(|error| damaged(file, error))?;
    output.flush().map_err(|error| damaged(file, error))
}

/// A value for a secret that has none.
pub struct New<'a> {
    /// The secret.
    pub place: Place<'a>,
    /// The value.
    pub value: Zeroizing<Vec<u8>>,
    /// A file of public text that belongs to it.
    pub public: Option<(PathBuf, String)>,
}

/// Sets new values, all or none.
///
/// # Errors
/// What the machine says.
pub fn write_new(change: Change<'_>, new: &[New<'_>], tools: &Tools<'_>) -> Result<()> {
    let before = Before { digest: None, meta: None, format: None, plain: None };
    let mut replacements = Vec::new();
    for New { place, value, public } in new {
        if let Some(folder) = place.path.parent() {
            fsx::create_folder(folder)?;
        }
        let ready = seal(place, &before, &place.path, &mut value.as_slice(), tools)?;
        replacements.push(Replacement { ready, before: None });
        if let Some((path, text)) = public {
            replacements
                .push(Replacement { ready: cipher::public(path, text.as_bytes())?, before: None });
        }
    }
    change.commit(replacements)?.map(drop).map_err(|conflict| changed(&conflict.0))
}

/// Encrypts a value for whom the rule names, to take the place of `path`.
pub(super) fn seal(
    place: &Place<'_>,
    before: &Before,
    path: &Path,
    content: &mut dyn Read,
    tools: &Tools<'_>,
) -> Result<Ready> {
    let note = Meta {
        recipients: meta::hash(place.target.recipients.iter()),
        set: now(),
        generation: before.meta.as_ref().map_or(1, |meta| meta.generation.saturating_add(1)),
        exposed: false,
    };
    let format = place.target.armor.or(before.format).unwrap_or(Format::Binary);
    let shape = Shape { recipients: &place.target.recipients, note, format };
    Maker { sealer: tools.sealer, identities: tools.identities }.seal(path, shape, content)
}

fn settle(committed: std::result::Result<Vec<PathBuf>, Conflict>) -> Result<Written> {
    committed.map(|_| Written::Yes).map_err(|conflict| changed(&conflict.0))
}

/// Beside a secret: `NAME.rescue`, with a number where that is there already.
pub(super) fn rescue_path(path: &Path) -> Result<PathBuf> {
    for number in 0_u32.. {
        let mut name = path.as_os_str().to_owned();
        name.push(".rescue");
        if number > 0 {
            name.push(format!(".{number}"));
        }
        let rescued = PathBuf::from(name);
        if fsx::lstat(&rescued)?.is_none() {
            return Ok(rescued);
        }
    }
    Ok(path.with_extension("rescue"))
}

fn read_some(from: &mut dyn Read, to: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(to) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            answer => return answer,
        }
    }
}

fn cannot_open(file: &str, error: crate::agefile::Unopened) -> Error {
    Error::input(format!("cannot open {file}"))
        .because(error)
        .hint("name a key that opens it with -i")
}

fn damaged(file: &str, error: io::Error) -> Error {
    Error::tool(format!("cannot handle the content of {file}")).because(error)
}

fn empty(file: &str) -> Error {
    Error::input(format!("the new value of {file} is empty"))
        .hint("nothing was written; pass --allow-empty if that is meant")
}
