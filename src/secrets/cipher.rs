//! Files made beside their targets, and read back before they may take their places.

use std::fs::File;
use std::io::{self, Read, Seek as _, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use super::store::{Digest, digest};
use crate::agefile::{
    Added, Envelope, FileKey, Identities, Sealer, Unopened, Unsealed, plaintext, reopened, rewrap,
    unlock,
};
use crate::error::{Error, Result};
use crate::fsx::{self, Staged};
use crate::model::secrets::{Format, Meta, Recipient};

/// Bytes of plaintext that are handled at once.
const CHUNK: usize = 64 << 10;

/// A file that is complete and checked, and waits to take its place.
pub(super) struct Ready {
    pub(super) staged: Staged,
    /// The hash of its bytes.
    pub(super) digest: Digest,
    /// The hash of its plaintext, and its size; none where it was not looked at.
    pub(super) plain: Option<Plain>,
}

/// What tells one plaintext from another; never leaves the process.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Plain {
    hash: Digest,
    pub(super) bytes: u64,
}

/// How files are made.
pub(super) struct Maker<'a> {
    pub(super) sealer: &'a Sealer,
    pub(super) identities: &'a Identities,
}

/// Whom a file is for, and how it is written.
pub(super) struct Shape<'a> {
    pub(super) recipients: &'a [Recipient],
    pub(super) note: Meta,
    pub(super) format: Format,
}

impl Maker<'_> {
    /// Makes a file with a fresh file key.
    pub(super) fn seal(
        &self,
        target: &Path,
        shape: Shape<'_>,
        content: &mut dyn Read,
    ) -> Result<Ready> {
        let (staged, (digest, plain)) = Staged::fill(target, |file| {
            let failed = |error| unsealed(target, error);
            let mut sealing = self
                .sealer
                .seal(shape.recipients, shape.note, shape.format, &mut *file)
                .map_err(failed)?;
            let plain = copy(content, &mut sealing)
                .map_err(|error| fsx::error("encrypt", target, error))?;
            let key = sealing.finish().map_err(|error| fsx::error("write", target, error))?;
            let digest = checked(target, file, (&key, Some(self.identities)), Some(plain))?;
            Ok((digest, plain))
        })?;
        Ok(Ready { staged, digest, plain: Some(plain) })
    }

    /// Makes a file for more recipients, or with other armor, from the one that is there.
    pub(super) fn rewrap(
        &self,
        target: &Path,
        key: &FileKey,
        added: &Added<'_>,
        (input, format): (&mut dyn Read, Format),
    ) -> Result<Ready> {
        let (staged, digest) = Staged::fill(target, |file| {
            rewrap(self.sealer, key, added, format, input, &mut *file)
                .map_err(|error| unsealed(target, error))?;
            // One of our keys has opened a stanza that is still there, byte for byte.
            checked(target, file, (key, None), None)
        })?;
        Ok(Ready { staged, digest, plain: None })
    }
}

/// Reads a file back, which is to take the place of `target`: it must open, with one of these identities
/// where one is among its recipients, and hold what was put in. Gives the hash of its bytes.
fn checked(
    target: &Path,
    mut file: &File,
    (key, identities): (&FileKey, Option<&Identities>),
    plain: Option<Plain>,
) -> Result<Digest> {
    let wrong = |what: &str| {
        Error::tool(format!("{} cannot be written: {what}", target.display()))
            .hint("the file is as it was; this may be a failing disk")
    };
    file.rewind().map_err(|error| fsx::error("read", target, error))?;
    let mut file = Hashing::new(file);
    let failed = |error| wrong(&format!("what was written does not open: {error}"));
    let (mut content, ours) = reopened(&mut file, key, identities).map_err(failed)?;
    let again = read_through(&mut content).map_err(failed)?;
    drop(content);
    if plain.is_some_and(|plain| plain != again) {
        return Err(wrong("what was written is not what is on disk"));
    }
    if ours == Some(false) {
        return Err(wrong("what was written does not open with a key that it names"));
    }
    file.finish(target)
}

/// A file of public text that takes its place together with secrets.
pub(super) fn public(target: &Path, text: &[u8]) -> Result<Ready> {
    let (staged, ()) = Staged::fill(target, |file| {
        file.write_all(text).map_err(|error| fsx::error("write", target, error))
    })?;
    let digest = digest(staged.path())?;
    Ok(Ready { staged, digest, plain: None })
}

fn read_through(content: &mut dyn Read) -> std::result::Result<Plain, Unopened> {
    copy(content, &mut io::sink()).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Unopened::Payload,
        _ => Unopened::Io(error),
    })
}

/// Copies plaintext.
pub(super) fn copy(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<Plain> {
    let mut buffer = vec![0; CHUNK];
    let mut used = 0;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let copied = loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => break Err(error),
        };
        used = used.max(read);
        let chunk = buffer.get(..read).unwrap_or_default();
        hash.update(chunk);
        bytes += u64::try_from(read).unwrap_or(0);
        if let Err(error) = to.write_all(chunk) {
            break Err(error);
        }
    };
    // Most values are short, and wiping is slow.
    buffer.get_mut(..used).unwrap_or_default().zeroize();
    copied.map(|()| Plain { hash: hash.finalize().into(), bytes })
}

/// A file that is hashed while it is read.
pub(super) struct Hashing<F> {
    file: F,
    hash: Sha256,
}

impl<F: Read> Hashing<F> {
    pub(super) fn new(file: F) -> Self {
        Self { file, hash: Sha256::new() }
    }

    /// The hash of the whole file, what was not read yet included. `path` is where it lies.
    pub(super) fn finish(mut self, path: &Path) -> Result<Digest> {
        io::copy(&mut self, &mut io::sink()).map_err(|error| fsx::error("read", path, error))?;
        Ok(self.hash.finalize().into())
    }
}

impl<F: Read> Read for Hashing<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// Keeps plaintext in memory that is overwritten later; a growing vector would leave copies behind.
pub(super) struct Keep<'a>(pub(super) &'a mut Zeroizing<Vec<u8>>);

impl Write for Keep<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity((self.0.len() + bytes.len()) * 2));
            larger.extend_from_slice(self.0);
            *self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens a file once: its header, its file key, and the file at its start again. Whatever is read next is
/// of the same file, even if another one has taken its place meanwhile.
pub(super) fn unlocked(
    path: &Path,
    identities: &Identities,
) -> std::result::Result<(Envelope, FileKey, File), Unopened> {
    let mut file = File::open(path).map_err(Unopened::Io)?;
    let (envelope, key) = unlock(&mut file, identities)?;
    file.rewind().map_err(Unopened::Io)?;
    Ok((envelope, key, file))
}

/// The hash of a file's plaintext, which a key of ours opens.
pub(super) fn look_into(
    path: &Path,
    identities: &Identities,
) -> std::result::Result<(FileKey, Plain), Unopened> {
    let (_, key, file) = unlocked(path, identities)?;
    let plain = read_through(&mut plaintext(file, &key)?)?;
    Ok((key, plain))
}

pub(super) fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| fsx::error("read", path, error))
}

fn unsealed(target: &Path, error: Unsealed) -> Error {
    match error {
        Unsealed::Io(error) => fsx::error("write", target, error),
        error => Error::input(format!("cannot encrypt {}", target.display())).because(error),
    }
}
