//! Private keys: which there are, which may open a file, and opening it.
//!
//! A key that needs a passphrase or a token is asked for when a file needs it, once in a run: first
//! are those tried that open without asking, then those whose tag the header names, and those that
//! might fit an anonymous stanza last.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use age::ssh::{EncryptedKey, Identity as SshIdentity};
use age_core::format::{FileKey, Stanza};

use super::callbacks::Asking;
use super::envelope::Unopened;
use super::identity_file::Locked;
use super::plugin::Plugin;
use crate::model::ask::Ask;
use crate::model::secrets::{KeyKind, Recipient};

/// A key as the age crate takes it.
pub(super) type Opener = Arc<dyn age::Identity + Send + Sync>;

/// The private keys of a run.
#[derive(Default)]
pub struct Identities {
    keys: Vec<Key>,
}

/// One private key, or one file of them that is encrypted.
pub(super) struct Key {
    /// Where it is from, for people.
    pub(super) name: String,
    /// The public key, where it is known.
    pub(super) public: Option<Recipient>,
    pub(super) state: Mutex<State>,
}

/// What is needed before a key can be used.
pub(super) enum State {
    /// Nothing.
    Ready(Opener),
    /// Nothing any more.
    Unlocked(Opener),
    /// A program, which may ask for a token.
    Plugin(Plugin),
    /// The passphrase of an ssh key.
    Ssh(EncryptedKey, Asking),
    /// The passphrase of a file of keys.
    File(Locked, Asking),
    /// The keys of that file.
    Opened(Vec<Key>),
    /// Nothing helps; why.
    Unusable(String),
}

/// How much a key asks of people.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effort {
    None,
    Passphrase,
    Token,
    Guess,
}

const EFFORTS: [Effort; 4] = [Effort::None, Effort::Passphrase, Effort::Token, Effort::Guess];

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.name)).finish()
    }
}

impl Identities {
    /// Adds the keys of a file: of OpenSSH, of age, or of age and encrypted with a passphrase.
    /// `name` is the file's, for people.
    ///
    /// # Errors
    /// Why it holds no key that can be used: the end of a sentence.
    pub fn add(&mut self, name: &str, text: &[u8], ask: &Arc<dyn Ask>) -> Result<(), String> {
        for key in super::identity_file::read(name, text, &Asking::new(ask))? {
            self.keys.extend(self.joined(key));
        }
        Ok(())
    }

    /// Gives a key to the one of the same program that is there already; the key where there is none.
    fn joined(&self, key: Key) -> Option<Key> {
        let Key { name, public, state } = key;
        let state = state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let State::Plugin(plugin) = state else {
            return Some(Key { name, public, state: Mutex::new(state) });
        };
        for known in &self.keys {
            if let State::Plugin(same) = &mut *known.state()
                && same.name == plugin.name
            {
                same.join(plugin);
                return None;
            }
        }
        Some(Key { name, public, state: Mutex::new(State::Plugin(plugin)) })
    }

    /// Whether some are held by programs, which had better be asked for many files at once.
    pub(super) fn has_plugins(&self) -> bool {
        self.keys.iter().any(|key| matches!(&*key.state(), State::Plugin(_)))
    }

    /// Has programs open the files with these stanzas that no other key opens, each asked once.
    pub(super) fn foresee(&self, files: &[Vec<Stanza>]) {
        let opens = |stanzas: &[Stanza]| {
            self.unwrap_unasked(stanzas).is_some()
                || self.keys.iter().any(|key| key.awaits(stanzas))
        };
        let files = files.iter().filter(|stanzas| !opens(stanzas));
        let files: Vec<&[Stanza]> = files.map(Vec::as_slice).collect();
        for key in self.keys.iter().filter(|_| !files.is_empty()) {
            let mut state = key.state();
            let State::Plugin(plugin) = &mut *state else { continue };
            // Asked again for each file it would ask for a PIN each time.
            if let Err(why) = plugin.ask(&files) {
                *state = State::Unusable(why.to_string());
            }
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether one of the keys is among recipients, as far as can be told without asking anyone.
    pub fn may_open(&self, recipients: &[Recipient]) -> bool {
        self.keys.iter().any(|key| key.may_open(recipients))
    }

    /// The file key that one of the stanzas holds for one of the keys.
    pub(super) fn unwrap(&self, stanzas: &[Stanza]) -> Result<FileKey, Unopened> {
        let mut failed = None;
        for effort in EFFORTS {
            for key in &self.keys {
                match key.unwrap(stanzas, effort) {
                    Some(Ok(file_key)) => return Ok(file_key),
                    Some(Err(error)) => failed = failed.or(Some(error)),
                    None => {}
                }
            }
        }
        let tried = || self.keys.iter().map(|key| key.name.clone()).collect();
        Err(failed.unwrap_or_else(|| Unopened::NoIdentity(tried())))
    }

    /// As [`Self::unwrap`], with keys only that ask nobody; none where there is no such key.
    pub(super) fn unwrap_unasked(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, Unopened>> {
        self.keys.iter().find_map(|key| key.unwrap(stanzas, Effort::None))
    }
}

impl Key {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while asking leaves the state as it was.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn may_open(&self, recipients: &[Recipient]) -> bool {
        if let Some(public) = &self.public {
            return recipients.iter().any(|recipient| is_same(public, recipient));
        }
        match &*self.state() {
            State::Plugin(plugin) => recipients.iter().any(|recipient| {
                recipient.kind == KeyKind::Plugin
                    && recipient.key.starts_with(&format!("age1{}1", plugin.name))
            }),
            State::Opened(keys) => keys.iter().any(|key| key.may_open(recipients)),
            State::File(..) => true,
            State::Ready(_) | State::Unlocked(_) | State::Ssh(..) | State::Unusable(_) => false,
        }
    }

    /// Tries the key if it asks for just as much as `effort`; none where it is for none of the
    /// stanzas, or asks for more or less.
    fn unwrap(&self, stanzas: &[Stanza], effort: Effort) -> Option<Result<FileKey, Unopened>> {
        let mut state = self.state();
        // Who has waited for another thread to ask finds a key that asks no more.
        if let State::Opened(keys) = &*state {
            let any = |effort| keys.iter().find_map(|key| key.unwrap(stanzas, effort));
            let all = effort == Effort::Guess;
            return if all { EFFORTS.into_iter().find_map(any) } else { any(effort) };
        }
        let needed = match &*state {
            State::Unlocked(_) if effort == Effort::Passphrase => effort,
            State::Ready(_) | State::Unlocked(_) => Effort::None,
            State::Ssh(..) => Effort::Passphrase,
            State::Plugin(..) => Effort::Token,
            State::File(..) => Effort::Guess,
            State::Opened(_) | State::Unusable(_) => return None,
        };
        if needed != effort || !self.fits(stanzas) {
            return None;
        }
        if matches!(&*state, State::Ssh(..) | State::File(..)) {
            let unlocked = unlock(&self.name, &state);
            let unlocked = unlocked.unwrap_or_else(State::Unusable);
            *state = unlocked;
        }
        let tried = |key: &Opener| {
            key.unwrap_stanzas(stanzas).map(|answer| answer.map_err(|error| self.failed(error)))
        };
        match &mut *state {
            State::Ready(key) | State::Unlocked(key) => {
                let key = key.clone();
                // Threads need not wait for each other.
                drop(state);
                tried(&key)
            }
            // One program at a time: each may want the same token touched.
            State::Plugin(plugin) => plugin.unwrap(stanzas),
            State::Opened(keys) => {
                let any = |effort| keys.iter().find_map(|key| key.unwrap(stanzas, effort));
                EFFORTS.into_iter().find_map(any)
            }
            State::Unusable(why) => Some(Err(Unopened::Identity(why.clone()))),
            State::Ssh(..) | State::File(..) => None,
        }
    }

    /// Whether a passphrase is all that the key needs to open one of the stanzas.
    fn awaits(&self, stanzas: &[Stanza]) -> bool {
        matches!(&*self.state(), State::Ssh(..)) && self.fits(stanzas)
    }

    /// Whether the key may be for one of the stanzas.
    fn fits(&self, stanzas: &[Stanza]) -> bool {
        let Some(public) = &self.public else { return true };
        stanzas.iter().any(|stanza| {
            Some(&stanza.tag) == public.stanza.as_ref()
                && (public.tag.is_none() || public.tag.as_ref() == stanza.args.first())
        })
    }

    fn failed(&self, error: age::DecryptError) -> Unopened {
        match error {
            age::DecryptError::DecryptionFailed | age::DecryptError::InvalidHeader => {
                Unopened::Forged
            }
            error => Unopened::Identity(format!("{}: {}", self.name, one_line(&error.to_string()))),
        }
    }
}

/// Asks for a passphrase and opens what it is for.
fn unlock(name: &str, state: &State) -> Result<State, String> {
    match state {
        State::Ssh(key, asking) => {
            let passphrase = asking.passphrase(&format!("Passphrase for {name}: "));
            let passphrase = passphrase.ok_or_else(|| nobody(name))?;
            let key = key.decrypt(passphrase).map_err(|_| wrong_passphrase(name))?;
            Ok(State::Unlocked(Arc::new(SshIdentity::from(key))))
        }
        State::File(locked, asking) => {
            let passphrase = asking.passphrase(&format!("Passphrase for {name}: "));
            let passphrase = passphrase.ok_or_else(|| nobody(name))?;
            let text = locked.open(passphrase).ok_or_else(|| wrong_passphrase(name))?;
            super::identity_file::read_plain(name, &text, asking)
                .map(State::Opened)
                .map_err(|why| format!("{name} {why}"))
        }
        _ => Err(format!("{name} needs no passphrase")),
    }
}

fn nobody(name: &str) -> String {
    format!("{name} needs its passphrase, and nobody can be asked for it here")
}

fn wrong_passphrase(name: &str) -> String {
    format!("that is not the passphrase of {name}")
}

fn is_same(one: &Recipient, other: &Recipient) -> bool {
    match (&one.tag, &other.tag) {
        (Some(one_tag), Some(other_tag)) => one_tag == other_tag && one.stanza == other.stanza,
        _ => one.key == other.key,
    }
}

/// The age crate's messages may have several lines.
pub(super) fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}
