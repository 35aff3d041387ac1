//! The header of a file with all that its stanzas hold, and its MAC.
//!
//! A file key opens the payload; each stanza holds it for one recipient. So whoever has the file key
//! can write a header for more recipients over the same payload: the stanzas that were there stay
//! as they are, byte for byte.

use std::fmt;
use std::io::{self, BufRead};

use age_core::format::read::age_stanza;
use age_core::format::{FileKey, Stanza};
use age_core::primitives::hkdf;
use age_core::secrecy::ExposeSecret;
use data_encoding::BASE64_NOPAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::HEAD;
use super::header::{self, COLUMNS, INTRO, NoHeader};
use super::meta;
use crate::model::secrets::{Meta, Sealed};

/// Where stanzas end and the MAC begins.
const END: &[u8] = b"---";

/// The label of the key of the MAC.
const MAC_KEY: &[u8] = b"header";

/// The header of a file.
pub struct Envelope {
    /// The header up to and including [`END`]: what the MAC covers.
    covered: Vec<u8>,
    /// Each stanza, and where its text ends in `covered`.
    parts: Vec<(Stanza, usize)>,
    mac: Vec<u8>,
    /// Who can open it.
    pub sealed: Sealed,
}

/// Why a file cannot be opened.
#[derive(Debug)]
pub enum Unopened {
    /// It is no age file, or damaged.
    Header(NoHeader),
    /// No identity fits; what was tried.
    NoIdentity(Vec<String>),
    /// An identity fits and does not open it, or the header was tampered with.
    Forged,
    /// An identity cannot be used: which, and why.
    Identity(String),
    /// The payload is damaged.
    Payload,
    /// It could not be read or written.
    Io(io::Error),
}

impl fmt::Display for Unopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(why) => why.fmt(f),
            Self::NoIdentity(tried) if tried.is_empty() => {
                f.write_str("there is no identity to open it with")
            }
            Self::NoIdentity(tried) => {
                write!(f, "none of the identities opens it: {}", tried.join(", "))
            }
            Self::Forged => {
                f.write_str("its header is damaged or forged: it names a key that does not open it")
            }
            Self::Identity(why) => f.write_str(why),
            Self::Payload => f.write_str("its content is damaged"),
            Self::Io(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for Unopened {}

impl From<NoHeader> for Unopened {
    fn from(why: NoHeader) -> Self {
        Self::Header(why)
    }
}

impl Envelope {
    /// Reads the header at the start of a file without armor, and nothing behind it.
    pub(super) fn read(input: &mut impl BufRead) -> Result<Self, Unopened> {
        let mut bytes = Vec::with_capacity(2048);
        loop {
            let start = bytes.len();
            let limit = u64::try_from(HEAD - start.min(HEAD)).unwrap_or(0);
            let read = io::Read::take(&mut *input, limit).read_until(b'\n', &mut bytes);
            let line = bytes.get(start..).unwrap_or_default();
            match read {
                Ok(_) if start == 0 && line != INTRO => return Err(NoHeader::NotAge.into()),
                Ok(_) if bytes.len() >= HEAD => return Err(NoHeader::TooLong.into()),
                Ok(_) if !line.ends_with(b"\n") => return Err(NoHeader::Cut.into()),
                Ok(_) if line.starts_with(b"--- ") => break Self::parse(bytes, start),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    return Err(NoHeader::Armor(1, "or one of those below is no armor").into());
                }
                Err(error) => return Err(Unopened::Io(error)),
            }
        }
    }

    /// Reads a whole header whose last line starts at `last`.
    fn parse(mut bytes: Vec<u8>, last: usize) -> Result<Self, Unopened> {
        let sealed = header::read(&bytes, false)?;
        let mac = bytes.get(last + END.len() + 1..bytes.len() - 1).unwrap_or_default();
        let mac = BASE64_NOPAD.decode(mac).map_err(|_| NoHeader::Cut)?;
        let mut parts = Vec::new();
        let mut at = INTRO.len();
        while at < last {
            let rest = bytes.get(at..last).unwrap_or_default();
            let Ok((left, stanza)) = age_stanza(rest) else {
                return Err(NoHeader::Line(parts.len() + 2, "is no stanza").into());
            };
            at = last - left.len();
            parts.push((stanza.into(), at));
        }
        bytes.truncate(last + END.len());
        Ok(Self { covered: bytes, parts, mac, sealed })
    }

    /// The stanzas.
    pub(super) fn stanzas(&self) -> impl Iterator<Item = &Stanza> {
        self.parts.iter().map(|(stanza, _)| stanza)
    }

    /// Whether the header is as it was when whoever has this file key wrote it.
    pub(super) fn is_genuine(&self, key: &FileKey) -> bool {
        mac(key, &self.covered).is_some_and(|mac| mac.verify_slice(&self.mac).is_ok())
    }

    /// A header with more stanzas, and with what nixward notes.
    pub(super) fn extended(
        &self,
        key: &FileKey,
        more: &[Stanza],
        note: &Meta,
    ) -> io::Result<Vec<u8>> {
        let mut bytes = INTRO.to_vec();
        let mut start = INTRO.len();
        for (stanza, end) in &self.parts {
            if stanza.tag != meta::KIND {
                bytes.extend_from_slice(self.covered.get(start..*end).unwrap_or_default());
            }
            start = *end;
        }
        for stanza in more.iter().chain([&meta::stanza(note)]) {
            write(stanza, &mut bytes);
        }
        bytes.extend_from_slice(END);
        let mac = mac(key, &bytes).ok_or_else(|| io::Error::other("no key for the MAC"))?;
        finish(&mut bytes, &mac.finalize().into_bytes());
        Ok(bytes)
    }

    /// The header as it was read.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.covered.clone();
        finish(&mut bytes, &self.mac);
        bytes
    }
}

fn finish(bytes: &mut Vec<u8>, mac: &[u8]) {
    bytes.push(b' ');
    bytes.extend_from_slice(BASE64_NOPAD.encode(mac).as_bytes());
    bytes.push(b'\n');
}

fn write(stanza: &Stanza, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(b"-> ");
    let words = std::iter::once(&stanza.tag).chain(&stanza.args);
    bytes.extend_from_slice(words.map(String::as_str).collect::<Vec<_>>().join(" ").as_bytes());
    let body = BASE64_NOPAD.encode(&stanza.body);
    let mut rest = body.as_str();
    // The last line is one that is not full, empty if need be.
    while let Some((line, more)) = rest.split_at_checked(COLUMNS) {
        bytes.push(b'\n');
        bytes.extend_from_slice(line.as_bytes());
        rest = more;
    }
    bytes.push(b'\n');
    bytes.extend_from_slice(rest.as_bytes());
    bytes.push(b'\n');
}

fn mac(key: &FileKey, covered: &[u8]) -> Option<Hmac<Sha256>> {
    let key = Zeroizing::new(hkdf(&[], MAC_KEY, key.expose_secret()));
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).ok()?;
    mac.update(covered);
    Some(mac)
}
