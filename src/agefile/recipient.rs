//! Public keys that a file can be encrypted to.

use curve25519_dalek::edwards::CompressedEdwardsY;
use data_encoding::BASE64_NOPAD;
use sha2::{Digest, Sha256};

use super::{bech32, ssh_key};
use crate::model::secrets::{KeyKind, Recipient};

/// RSA keys that age encrypts to, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// Reads every key of a text as agenix does: one a line, empty lines and comments left out.
pub fn read_lines(text: &str) -> Vec<Recipient> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(read).collect()
}

/// Reads one key. What is no key comes back with its flaw.
pub fn read(line: &str) -> Recipient {
    let line = line.trim();
    if is_private(line) {
        let flaw = "this is a private key, in a file that everyone can read";
        return flawed("(a private key)", None, flaw);
    }
    if line.starts_with("age1") {
        return of_age(line);
    }
    let mut words = line.splitn(3, char::is_whitespace).map(str::trim);
    let (kind, data) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let comment = words.next().filter(|comment| !comment.is_empty()).map(str::to_owned);
    if is_ssh(kind) {
        return of_ssh(kind, data, comment);
    }
    flawed(line, None, "this is no public key that age knows")
}

/// The fingerprint of an ssh key, as OpenSSH shows it.
pub fn fingerprint(key: &Recipient) -> Option<String> {
    let (kind, data) = key.key.split_once(' ')?;
    let key = ssh_key::read(kind, data).ok()?;
    Some(format!("SHA256:{}", BASE64_NOPAD.encode(&Sha256::digest(&key.blob))))
}

/// Whether a text looks like a private key of ssh or age.
pub fn is_private(line: &str) -> bool {
    line.contains("PRIVATE KEY") || line.to_ascii_uppercase().contains("AGE-SECRET-KEY-")
}

/// Whether a text is a private key of age, its checksum right.
pub fn is_identity(text: &str) -> bool {
    bech32::decode(text).is_some_and(|(prefix, bytes)| match prefix.as_str() {
        "age-secret-key-" => bytes.len() == 32,
        "age-secret-key-pq-" => true,
        _ => false,
    })
}

fn is_ssh(kind: &str) -> bool {
    kind.starts_with("ssh-") || kind.starts_with("ecdsa-") || kind.starts_with("sk-")
}

fn flawed(key: &str, comment: Option<String>, flaw: impl Into<String>) -> Recipient {
    Recipient {
        key: key.to_owned(),
        comment,
        kind: KeyKind::None,
        stanza: None,
        tag: None,
        age: None,
        flaw: Some(flaw.into()),
    }
}

fn of_ssh(kind: &str, data: &str, comment: Option<String>) -> Recipient {
    let text = format!("{kind} {data}");
    let class = match kind {
        "ssh-ed25519" => KeyKind::SshEd25519,
        "ssh-rsa" => KeyKind::SshRsa,
        _ => {
            return flawed(&text, comment, format!("age does not encrypt to {kind} keys"));
        }
    };
    let key = match ssh_key::read(kind, data) {
        Ok(key) => key,
        Err(why) => return flawed(&text, comment, format!("this {kind} key {why}")),
    };
    if let Some(bits) = key.bits.filter(|bits| !RSA_BITS.contains(bits)) {
        let flaw = format!("age takes RSA keys of 2048 to 4096 bits, and this has {bits}");
        return flawed(&text, comment, flaw);
    }
    Recipient {
        key: text,
        comment,
        kind: class,
        age: (class == KeyKind::SshEd25519).then(|| age_form(&key.blob)).flatten(),
        stanza: Some(key.kind),
        tag: Some(tag(&key.blob)),
        flaw: None,
    }
}

/// The age key of the same secret: the point of an Edwards curve on the Montgomery curve that is
/// birational to it (RFC 7748, section 4.1). `blob` ends in the 32 bytes of the point.
fn age_form(blob: &[u8]) -> Option<String> {
    let point = CompressedEdwardsY(*blob.last_chunk::<32>()?).decompress()?;
    bech32::encode("age", point.to_montgomery().as_bytes())
}

/// How stanzas name a key: the start of a hash, in base64.
pub(super) fn tag(key: &[u8]) -> String {
    let hash = Sha256::digest(key);
    BASE64_NOPAD.encode(hash.get(..4).unwrap_or_default())
}

fn of_age(line: &str) -> Recipient {
    if let Some((key, rest)) = line.split_once(char::is_whitespace) {
        let mut recipient = of_age(key);
        let flaw = "nothing may follow the key: age takes no comment there";
        recipient.flaw.get_or_insert_with(|| flaw.to_owned());
        recipient.comment = Some(rest.trim().to_owned());
        return recipient;
    }
    let Some((prefix, bytes)) = bech32::decode(line) else {
        return flawed(line, None, "its checksum is wrong: a character is missing or mistyped");
    };
    let of = |kind, stanza: Option<&str>, tag| Recipient {
        key: line.to_owned(),
        comment: None,
        kind,
        stanza: stanza.map(str::to_owned),
        tag,
        age: None,
        flaw: None,
    };
    match prefix.as_str() {
        "age" if bytes.len() == 32 => of(KeyKind::X25519, Some("X25519"), None),
        "age" => flawed(line, None, "it has not the length of an age key"),
        "age1pq" => of(KeyKind::PostQuantum, Some("mlkem768x25519"), None),
        "age1tagpq" => of(KeyKind::PostQuantum, Some("mlkem768p256tag"), None),
        "age1tag" => of(KeyKind::Plugin, Some("p256tag"), None),
        // Both keep a point of P-256, and name it in the stanza.
        "age1yubikey" | "age1se" if bytes.len() == 33 => {
            // The Secure Enclave may write its stanza in a second way.
            let tag = (prefix == "age1yubikey").then(|| tag(&bytes));
            of(KeyKind::Plugin, tag.is_some().then_some("piv-p256"), tag)
        }
        name if name.strip_prefix("age1").is_some_and(is_plugin) => of(KeyKind::Plugin, None, None),
        _ => flawed(line, None, "this is no public key that age knows"),
    }
}

/// Names that age lets a plugin have.
fn is_plugin(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|char| char.is_ascii_alphanumeric() || "+-._".contains(char))
}
