//! Programs that hold private keys, such as those of tokens.
//!
//! The protocol (age-plugin of C2SP, "identity-v1") lets a program be asked for many files at once. The
//! age crate asks for one; so that a PIN is typed once in a run, this asks for all.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use age::Callbacks as _;
use age_core::format::{FileKey, Stanza};
use age_core::plugin::{Connection, IDENTITY_V1, Reply, Response};
use age_core::secrecy::ExposeSecret;
use data_encoding::BASE64_NOPAD;
use sha2::{Digest, Sha256};

use super::callbacks::Asking;
use super::envelope::Unopened;
use super::identity::one_line;
use super::open::copy_key;

/// What a program may say while it opens files.
const COMMANDS: &[&str] =
    &["msg", "confirm", "request-public", "request-secret", "file-key", "error"];

/// A hash of a header's stanzas.
type Header = [u8; 32];

/// A program with the identities that are its.
pub(super) struct Plugin {
    /// Its name, without `age-plugin-`.
    pub(super) name: String,
    program: PathBuf,
    identities: Vec<String>,
    asking: Asking,
    /// What it has said of files: the file key, or that none of the identities is for them.
    known: HashMap<Header, Option<FileKey>>,
}

impl Plugin {
    /// The program for an identity, as its line in a file of keys has it.
    ///
    /// # Errors
    /// That it is not installed.
    pub(super) fn new(name: &str, identity: &str, asking: &Asking) -> Result<Self, String> {
        let program = format!("age-plugin-{name}");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&path).map(|folder| folder.join(&program));
        let found = found.into_iter().find(|path| is_program(path));
        Ok(Self {
            name: name.to_owned(),
            program: found
                .ok_or_else(|| format!("needs the program {program}, which is not on PATH"))?,
            identities: vec![identity.to_owned()],
            asking: asking.clone(),
            known: HashMap::new(),
        })
    }

    /// Takes over the identities of another one of the same program.
    pub(super) fn join(&mut self, other: Self) {
        self.identities.extend(other.identities);
    }

    /// The file key of a file with these stanzas; none where it is for none of the identities.
    pub(super) fn unwrap(&mut self, stanzas: &[Stanza]) -> Option<Result<FileKey, Unopened>> {
        let header = header(stanzas);
        if !self.known.contains_key(&header)
            && let Err(why) = self.ask(&[stanzas])
        {
            return Some(Err(why));
        }
        self.known.get(&header)?.as_ref().map(|key| Ok(copy_key(key)))
    }

    /// Asks the program for files, all at once.
    pub(super) fn ask(&mut self, files: &[&[Stanza]]) -> Result<(), Unopened> {
        let failed = |why: io::Error| {
            Unopened::Identity(format!("age-plugin-{}: {}", self.name, one_line(&why.to_string())))
        };
        let mut connection = Connection::open(&self.program, IDENTITY_V1).map_err(failed)?;
        let identities = &self.identities;
        connection
            .unidir_send(|mut phase| {
                for identity in identities {
                    phase.send("add-identity", &[identity], &[])?;
                }
                for (at, stanzas) in files.iter().enumerate() {
                    for stanza in *stanzas {
                        phase.send_stanza("recipient-stanza", &[&at.to_string()], stanza)?;
                    }
                }
                Ok(())
            })
            .map_err(failed)?;
        let mut answers = Answers::default();
        connection
            .bidir_receive(COMMANDS, |command, reply| answers.take(&self.asking, &command, reply))
            .map_err(failed)?;
        let Answers { mut keys, errors } = answers;
        if keys.is_empty() && !errors.is_empty() {
            return Err(failed(io::Error::other(errors.join("; "))));
        }
        for (at, stanzas) in files.iter().enumerate() {
            self.known.insert(header(stanzas), keys.remove(&at));
        }
        Ok(())
    }
}

/// What a program has said in one conversation.
#[derive(Default)]
struct Answers {
    keys: HashMap<usize, FileKey>,
    errors: Vec<String>,
}

impl Answers {
    fn take<R: io::Read, W: io::Write>(
        &mut self,
        asking: &Asking,
        command: &Stanza,
        reply: Reply<'_, R, W>,
    ) -> Response {
        let text = String::from_utf8_lossy(&command.body);
        match command.tag.as_str() {
            "msg" => {
                asking.display_message(&text);
                reply.ok(None)
            }
            "confirm" => {
                let word = |at: usize| {
                    let word = BASE64_NOPAD.decode(command.args.get(at)?.as_bytes()).ok()?;
                    String::from_utf8(word).ok()
                };
                let yes = word(0).and_then(|yes| asking.confirm(&text, &yes, word(1).as_deref()));
                match yes {
                    Some(yes) => reply.ok_with_metadata(&[if yes { "yes" } else { "no" }], None),
                    None => reply.fail(),
                }
            }
            "request-public" => match asking.request_public_string(&text) {
                Some(said) => reply.ok(Some(said.as_bytes())),
                None => reply.fail(),
            },
            "request-secret" => match asking.request_passphrase(&text) {
                Some(said) => reply.ok(Some(said.expose_secret().as_bytes())),
                None => reply.fail(),
            },
            "file-key" => {
                let at = command.args.first().and_then(|at| at.parse::<usize>().ok());
                let key = (command.body.len() == KEY)
                    .then(|| FileKey::init_with_mut(|key| key.copy_from_slice(&command.body)));
                match (at, key) {
                    (Some(at), Some(key)) if !self.keys.contains_key(&at) => {
                        self.keys.insert(at, key);
                        reply.ok(None)
                    }
                    _ => reply.fail(),
                }
            }
            _ => {
                self.errors.push(one_line(&text));
                reply.ok(None)
            }
        }
    }
}

/// Bytes of a file key.
const KEY: usize = 16;

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

fn header(stanzas: &[Stanza]) -> Header {
    let mut hash = Sha256::new();
    for stanza in stanzas {
        for word in std::iter::once(&stanza.tag).chain(&stanza.args) {
            hash.update(word);
            hash.update(b" ");
        }
        hash.update(b"\n");
        hash.update(&stanza.body);
        hash.update(b"\n");
    }
    hash.finalize().into()
}
