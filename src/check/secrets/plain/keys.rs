//! Private keys: `OpenSSH`, PEM, `OpenPGP`, age.

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use super::{Hit, openpgp, run, span, starts_word};
use crate::agefile::recipient;
use crate::model::finding::Severity;

/// In the first line of a key of `OpenSSH`, PEM or `OpenPGP`.
pub(super) const PEM: &str = "PRIVATE KEY";

/// The beginning of an identity of age, BIP 173 with `AGE-SECRET-KEY-` before the `1`.
pub(super) const AGE: &str = "AGE-SECRET-KEY-";

/// What follows it in a key of `OpenPGP`.
const BLOCK: &[u8] = b" BLOCK";

const DASHES: &[u8] = b"-----";

/// What a key of OpenSSH holds before the name of its cipher. Source: PROTOCOL.key of OpenSSH.
const OPENSSH: &[u8] = b"openssh-key-v1\0";

/// SHA-256 of keys that their makers published so that nobody keeps anything behind them: of the linux
/// builder of nixpkgs, of its VM tests, of Vagrant.
const PUBLISHED: &[&str] = &[
    "544d47fd4be0f8c80133973ca45df6231a16c40b1a88b9d197e1feef2e0ba788",
    "a71f1da700d90a8cb3f956e359f87cb8d0b68f1d48244fc78c0a53ba79f004dc",
    "56fb5326a1d72a4080d4870034ecac85b4ae1159f84b9bc458d46327083921e0",
];

/// Longer than any key.
const MOST: usize = 64 << 10;

pub(super) fn age(text: &[u8], at: usize) -> Option<Hit> {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    let letters = run(text, at, is_part);
    let key = std::str::from_utf8(letters).ok()?;
    (starts_word(text, at) && recipient::is_identity(key)).then(|| Hit {
        span: span(at, at + letters.len()),
        rest: None,
        what: "a private key of age",
        severity: Severity::Error,
        is_key: true,
    })
}

/// `at` is where `PRIVATE KEY` stands in `-----BEGIN ... PRIVATE KEY-----`.
pub(super) fn pem(text: &[u8], at: usize) -> Option<Hit> {
    let line_start = text.get(..at)?.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let before = text.get(line_start..at)?;
    let begin = line_start + memchr::memmem::rfind(before, b"-----BEGIN ")?;
    let kind = text.get(begin + b"-----BEGIN ".len()..at)?.trim_ascii();
    let rest = text.get(at + PEM.len()..)?;
    let block = if rest.starts_with(BLOCK) { BLOCK.len() } else { 0 };
    let rest = rest.get(block..)?.strip_prefix(DASHES)?;
    let rest = rest.get(..MOST).unwrap_or(rest);
    let body = rest.get(..memchr::memmem::find(rest, b"-----END ")?)?;
    let what = match kind {
        b"OPENSSH" => {
            let key = decode(body)?;
            (is_open_ssh(&key) && !is_published(&key)).then_some("a private key of ssh")
        }
        b"PGP" => {
            openpgp::is_unprotected(&decode_armor(body)?).then_some("a private key of OpenPGP")
        }
        b"" | b"RSA" | b"EC" | b"DSA" => {
            let key = decode(body)?;
            (is_der(&key) && !is_published(&key)).then_some("a private key")
        }
        _ => None,
    }?;
    let end = at + PEM.len() + block + DASHES.len();
    Some(Hit {
        span: span(begin, end),
        rest: Some(span(end, end + body.len())),
        what,
        severity: Severity::Error,
        is_key: true,
    })
}

fn is_published(key: &[u8]) -> bool {
    let digest = HEXLOWER.encode(&Sha256::digest(key));
    PUBLISHED.contains(&digest.as_str())
}

/// The bytes of base64 in lines, be they of a file, of an indented or a quoted string. None where
/// there is a header: then the key is encrypted (RFC 1421).
fn decode(body: &[u8]) -> Option<Vec<u8>> {
    if body.contains(&b':') {
        return None;
    }
    let mut letters = Vec::with_capacity(body.len());
    let mut bytes = body.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => letters.push(byte),
            // A line break, written out in a quoted string.
            b'\\' => drop(bytes.next()),
            byte if byte.is_ascii_whitespace() || b"\"',#|>".contains(&byte) => {}
            _ => return None,
        }
    }
    BASE64.decode(&letters).ok()
}

/// The same for an armor of `OpenPGP` (RFC 9580, section 6.2): headers, an empty line, base64, a
/// checksum.
fn decode_armor(body: &[u8]) -> Option<Vec<u8>> {
    let lines = body.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let lines = lines.filter(|line| !line.contains(&b':') && !line.starts_with(b"="));
    decode(&lines.collect::<Vec<_>>().concat())
}

/// Whether a key of OpenSSH opens without a passphrase. One that stays in a security token (`sk-`) is
/// only named by such a file.
fn is_open_ssh(key: &[u8]) -> bool {
    let Some((cipher, rest)) = key.strip_prefix(OPENSSH).and_then(counted) else { return false };
    // How the passphrase would become a key, and the number of keys.
    let public =
        counted(rest).and_then(|(_, rest)| counted(rest)).and_then(|(_, rest)| rest.get(4..));
    let kind = public.and_then(counted).and_then(|(public, _)| counted(public));
    cipher == b"none" && kind.is_some_and(|(kind, _)| !kind.starts_with(b"sk-"))
}

/// A string of the ssh protocol, its length before it, and what follows.
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// Whether bytes are one sequence of DER, whole.
fn is_der(key: &[u8]) -> bool {
    let Some((b'0', rest)) = key.split_first().map(|(tag, rest)| (*tag, rest)) else {
        return false;
    };
    let Some((first, rest)) = rest.split_first() else { return false };
    if *first < 0x80 {
        return usize::from(*first) == rest.len() && rest.len() > 16;
    }
    let Some((length, rest)) = rest.split_at_checked(usize::from(first & 0x7f)) else {
        return false;
    };
    let length = length.iter().try_fold(0_usize, |sum, &byte| {
        sum.checked_mul(256).and_then(|sum| sum.checked_add(usize::from(byte)))
    });
    length == Some(rest.len())
}
