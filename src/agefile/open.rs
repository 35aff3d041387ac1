//! Opening files.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};

use age::armor::ArmoredReader;
use age::{DecryptError, Decryptor};
use age_core::format::{FileKey, Stanza};
use age_core::secrecy::ExposeSecret;

use super::envelope::{Envelope, Unopened};
use super::identity::Identities;

/// Reads a file's header, finds its file key with one of the identities and checks the header with
/// it. The payload is not read.
///
/// # Errors
/// Why it cannot be opened.
pub fn unlock(input: impl Read, identities: &Identities) -> Result<(Envelope, FileKey), Unopened> {
    let envelope = Envelope::read(&mut unarmored(input).map_err(Unopened::Io)?)?;
    let stanzas: Vec<Stanza> = envelope.stanzas().map(copy).collect();
    let key = identities.unwrap(&stanzas)?;
    if !envelope.is_genuine(&key) {
        return Err(Unopened::Forged);
    }
    Ok((envelope, key))
}

/// Has programs that hold keys open files, given from their starts, all at once: one that asks for a PIN
/// asks once. What cannot be read is left to [`unlock`].
pub fn foresee<R: Read>(files: impl IntoIterator<Item = R>, identities: &Identities) {
    if !identities.has_plugins() {
        return;
    }
    let headers = files.into_iter().filter_map(|file| {
        let envelope = Envelope::read(&mut unarmored(file).ok()?).ok()?;
        Some(envelope.stanzas().map(copy).collect())
    });
    identities.foresee(&headers.collect::<Vec<_>>());
}

/// The plaintext of a file, given from its start, whose file key is known. The header is checked at
/// once, each part of the payload (64 KiB) before it is handed out.
///
/// # Errors
/// Why it cannot be opened.
pub fn plaintext(input: impl Read, key: &FileKey) -> Result<impl Read, Unopened> {
    let decryptor =
        Decryptor::new_buffered(unarmored(input).map_err(Unopened::Io)?).map_err(unopened)?;
    let known = Known(copy_key(key));
    decryptor.decrypt(std::iter::once(&known as &dyn age::Identity)).map_err(unopened)
}

/// As [`plaintext`], and whether one of these identities, if it asks nobody, opens the file to this very
/// file key; none where there is no such identity among its recipients.
///
/// # Errors
/// Why it cannot be opened.
pub fn reopened(
    input: impl Read,
    key: &FileKey,
    identities: Option<&Identities>,
) -> Result<(impl Read, Option<bool>), Unopened> {
    let decryptor =
        Decryptor::new_buffered(unarmored(input).map_err(Unopened::Io)?).map_err(unopened)?;
    let checking = Checking { key, identities, ours: Cell::new(None) };
    let content =
        decryptor.decrypt(std::iter::once(&checking as &dyn age::Identity)).map_err(unopened)?;
    Ok((content, checking.ours.get()))
}

/// A file without its armor, where it has one; blanks may stand before that.
pub(super) fn unarmored(input: impl Read) -> io::Result<impl BufRead> {
    let mut input = BufReader::new(input);
    loop {
        let start = input.fill_buf()?;
        let blanks = start.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if blanks == 0 {
            return Ok(ArmoredReader::new(input));
        }
        input.consume(blanks);
    }
}

/// Whether two file keys are the same.
pub fn same_key(one: &FileKey, other: &FileKey) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// An identity that has the file key already.
struct Known(FileKey);

impl age::Identity for Known {
    fn unwrap_stanza(&self, _: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        Some(Ok(copy_key(&self.0)))
    }
}

/// An identity that has the file key already, and holds the stanzas against others.
struct Checking<'a> {
    key: &'a FileKey,
    identities: Option<&'a Identities>,
    ours: Cell<Option<bool>>,
}

impl age::Identity for Checking<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.unwrap_stanzas(std::slice::from_ref(stanza))
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        let found = self.identities.and_then(|keys| keys.unwrap_unasked(stanzas));
        self.ours.set(found.map(|found| found.is_ok_and(|found| same_key(&found, self.key))));
        Some(Ok(copy_key(self.key)))
    }
}

pub(super) fn copy_key(key: &FileKey) -> FileKey {
    FileKey::init_with_mut(|copy| copy.copy_from_slice(key.expose_secret()))
}

fn copy(stanza: &Stanza) -> Stanza {
    Stanza { tag: stanza.tag.clone(), args: stanza.args.clone(), body: stanza.body.clone() }
}

fn unopened(error: DecryptError) -> Unopened {
    match error {
        DecryptError::Io(error) if error.kind() != io::ErrorKind::InvalidData => {
            Unopened::Io(error)
        }
        DecryptError::InvalidMac | DecryptError::InvalidHeader => Unopened::Forged,
        _ => Unopened::Payload,
    }
}
