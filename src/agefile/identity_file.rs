//! Files of private keys.

use std::io::Read;
use std::sync::{Arc, Mutex};

use age::ssh::{Identity as SshIdentity, UnsupportedKey};
use age::{Decryptor, armor::ArmoredReader, plugin, scrypt, x25519};
use age_core::secrecy::SecretString;
use zeroize::Zeroizing;

use super::callbacks::Asking;
use super::header;
use super::identity::{Key, State};
use super::plugin::Plugin;
use super::recipient;

/// As much of an encrypted file of keys as is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// A file of keys that a passphrase opens.
pub(super) struct Locked(Vec<u8>);

impl Locked {
    /// What is in it; none where the passphrase is wrong, or the file damaged.
    pub(super) fn open(&self, passphrase: SecretString) -> Option<Zeroizing<Vec<u8>>> {
        let decryptor = Decryptor::new_buffered(ArmoredReader::new(self.0.as_slice())).ok()?;
        let identity = scrypt::Identity::new(passphrase);
        let reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).ok()?;
        let mut text = Zeroizing::new(Vec::new());
        reader.take(LIMIT).read_to_end(&mut text).ok()?;
        Some(text)
    }
}

/// Reads a file of keys.
///
/// # Errors
/// Why it holds none: the end of a sentence that begins with its name.
pub(super) fn read(name: &str, text: &[u8], asking: &Asking) -> Result<Vec<Key>, String> {
    if !header::looks_like_age(text) {
        return read_plain(name, text, asking);
    }
    let sealed = header::read(text, true).map_err(|why| format!("holds no key: {why}"))?;
    if sealed.stanzas.iter().all(|stanza| stanza.kind != "scrypt") {
        return Err(
            "is encrypted with a key; only a passphrase will do for a file of keys".to_owned()
        );
    }
    let state = State::File(Locked(text.to_vec()), asking.clone());
    Ok(vec![Key { name: name.to_owned(), public: None, state: Mutex::new(state) }])
}

/// Reads a file of keys that is not encrypted as a whole.
///
/// # Errors
/// As [`read`].
pub(super) fn read_plain(name: &str, text: &[u8], asking: &Asking) -> Result<Vec<Key>, String> {
    let text = std::str::from_utf8(text).map_err(|_| "is no text".to_owned())?;
    if text.trim_start().starts_with("-----BEGIN ") {
        return ssh(name, text, asking).map(|key| vec![key]);
    }
    let lines = text.lines().map(str::trim).enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let keys = lines.map(|(at, line)| {
        of_line(name, line, asking).map_err(|why| format!("holds no key in line {}: {why}", at + 1))
    });
    let keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
    if keys.is_empty() { Err("holds no key".to_owned()) } else { Ok(keys) }
}

fn ssh(name: &str, text: &str, asking: &Asking) -> Result<Key, String> {
    let mut text = Zeroizing::new(text.replace('\r', ""));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let identity = SshIdentity::from_buffer(text.as_bytes(), Some(name.to_owned()))
        .map_err(|_| "is no private key of ssh that age can use".to_owned())?;
    let public = age::ssh::Recipient::try_from(identity.clone());
    let public = public.ok().map(|public| recipient::read(&public.to_string()));
    let state = match identity {
        SshIdentity::Unencrypted(_) => State::Ready(super::ssh_unwrap::opener(identity, &text)),
        SshIdentity::Encrypted(key) => State::Ssh(key, asking.clone()),
        SshIdentity::Unsupported(why) => return Err(unsupported(&why)),
    };
    Ok(Key { name: name.to_owned(), public, state: Mutex::new(state) })
}

fn unsupported(key: &UnsupportedKey) -> String {
    match key {
        UnsupportedKey::EncryptedPem => {
            "is encrypted in an old way that age does not read; `ssh-keygen -o -p` changes that"
                .to_owned()
        }
        UnsupportedKey::EncryptedSsh(cipher) => {
            format!("is encrypted with {cipher}, which age does not read")
        }
        UnsupportedKey::Hardware(kind) | UnsupportedKey::Type(kind) => {
            format!("is a key of the type {kind}, which age cannot use")
        }
    }
}

fn of_line(name: &str, line: &str, asking: &Asking) -> Result<Key, String> {
    if let Ok(identity) = line.parse::<x25519::Identity>() {
        let public = recipient::read(&identity.to_public().to_string());
        let state = Mutex::new(State::Ready(Arc::new(identity)));
        return Ok(Key { name: name.to_owned(), public: Some(public), state });
    }
    // Whatever is wrong with it, the line is a secret and not repeated.
    let Ok(identity) = line.parse::<plugin::Identity>() else {
        return Err("this is no private key of age".to_owned());
    };
    let plugin = Plugin::new(identity.plugin(), line, asking)?;
    let state = Mutex::new(State::Plugin(plugin));
    Ok(Key { name: name.to_owned(), public: None, state })
}
