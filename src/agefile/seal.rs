//! Making files.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::io::{self, BufWriter, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use age::armor::{ArmoredWriter, Format as Armor};
use age::stream::StreamWriter;
use age::{EncryptError, Encryptor, plugin, ssh, tag, tagpq, x25519};
use age_core::format::{FileKey, Stanza};

use super::callbacks::Asking;
use super::envelope::{Envelope, Unopened};
use super::identity::one_line;
use super::meta;
use super::open::{copy_key, unarmored};
use super::ssh_wrap::Prepared;
use crate::model::ask::Ask;
use crate::model::secrets::{Format, KeyKind, Meta, Recipient};

/// Bytes that are copied at once.
const COPY: usize = 64 << 10;

/// A key as the age crate takes it.
type Wrapper = Arc<dyn age::Recipient + Send + Sync>;

/// Why a file cannot be made.
#[derive(Debug)]
pub enum Unsealed {
    /// A key cannot be encrypted to: which, and why.
    Recipient(String, String),
    /// There is no key to encrypt to.
    Nobody,
    /// Keys that are safe from quantum computers stand beside keys that are not.
    Mixed,
    /// A plugin failed.
    Plugin(String),
    /// It could not be read or written.
    Io(io::Error),
}

impl fmt::Display for Unsealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recipient(key, why) => write!(f, "cannot encrypt to {key}: {why}"),
            Self::Nobody => f.write_str("there is no key to encrypt to"),
            Self::Mixed => f.write_str(
                "its keys cannot be mixed: some are safe from quantum computers, others are not",
            ),
            Self::Plugin(why) => f.write_str(why),
            Self::Io(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for Unsealed {}

impl From<io::Error> for Unsealed {
    fn from(why: io::Error) -> Self {
        Self::Io(why)
    }
}

/// Those that files are encrypted to in a run; each key is parsed once.
pub struct Sealer {
    asking: Asking,
    known: Mutex<BTreeMap<String, Wrapper>>,
}

impl Sealer {
    /// `ask` is whom plugins ask.
    pub fn new(ask: &Arc<dyn Ask>) -> Self {
        Self { asking: Asking::new(ask), known: Mutex::default() }
    }

    /// Whether files can be encrypted to these keys.
    ///
    /// # Errors
    /// What is wrong with them: each key that is none, or what is wrong with their mix.
    pub fn check(&self, recipients: &[Recipient]) -> Result<(), Vec<Unsealed>> {
        let keys = recipients.iter().map(|recipient| self.wrapper(recipient));
        let mut wrong: Vec<Unsealed> = keys.filter_map(Result::err).collect();
        let safe = recipients.iter().filter(|key| key.kind == KeyKind::PostQuantum).count();
        let usable = recipients.iter().filter(|key| key.kind != KeyKind::None).count();
        if usable == 0 {
            wrong.push(Unsealed::Nobody);
        } else if safe != 0 && safe != usable {
            wrong.push(Unsealed::Mixed);
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Starts a file: what is written to it becomes its content.
    pub fn seal<W: Write>(
        &self,
        recipients: &[Recipient],
        note: Meta,
        format: Format,
        output: W,
    ) -> Result<Sealing<W>, Unsealed> {
        let all = All { wrappers: self.wrappers(recipients)?, note, key: Mutex::default() };
        let encryptor = Encryptor::with_recipients(std::iter::once(&all as &dyn age::Recipient))
            .map_err(unsealed)?;
        let output =
            ArmoredWriter::wrap_output(BufWriter::with_capacity(COPY, output), armor(format))?;
        let writer = encryptor.wrap_output(output)?;
        let key = all.key.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Sealing { writer, key: key.ok_or(Unsealed::Nobody)? })
    }

    fn wrap(&self, recipients: &[Recipient], key: &FileKey) -> Result<Vec<Stanza>, Unsealed> {
        let mut stanzas = Vec::new();
        for wrapper in self.wrappers(recipients)? {
            stanzas.extend(wrapper.wrap_file_key(key).map_err(unsealed)?.0);
        }
        Ok(stanzas)
    }

    /// Each key once; those of one plugin are handed to it together.
    fn wrappers(&self, recipients: &[Recipient]) -> Result<Vec<Wrapper>, Unsealed> {
        let mut seen = HashSet::new();
        let mut wrappers = Vec::new();
        let mut plugins: BTreeMap<String, Vec<plugin::Recipient>> = BTreeMap::new();
        for recipient in recipients.iter().filter(|recipient| seen.insert(&recipient.key)) {
            match plugin_of(recipient) {
                Some(of_plugin) => {
                    plugins.entry(of_plugin.plugin().to_owned()).or_default().push(of_plugin);
                }
                None => wrappers.push(self.wrapper(recipient)?),
            }
        }
        for (name, keys) in plugins {
            wrappers.push(self.plugin(&name, &keys)?);
        }
        Ok(wrappers)
    }

    fn wrapper(&self, recipient: &Recipient) -> Result<Wrapper, Unsealed> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wrapper) = known.get(&recipient.key) {
            return Ok(wrapper.clone());
        }
        let wrapper = match plugin_of(recipient) {
            Some(of_plugin) => self.plugin(of_plugin.plugin(), std::slice::from_ref(&of_plugin))?,
            None => native(recipient)?,
        };
        known.insert(recipient.key.clone(), wrapper.clone());
        Ok(wrapper)
    }

    fn plugin(&self, name: &str, keys: &[plugin::Recipient]) -> Result<Wrapper, Unsealed> {
        plugin::RecipientPluginV1::new(name, keys, &[], self.asking.clone())
            .map(|plugin| Arc::new(plugin) as Wrapper)
            .map_err(|why| Unsealed::Plugin(one_line(&why.to_string())))
    }
}

/// The key of a plugin; none where the age crate knows the key itself.
fn plugin_of(recipient: &Recipient) -> Option<plugin::Recipient> {
    let maybe = matches!(recipient.kind, KeyKind::Plugin | KeyKind::PostQuantum);
    if !maybe || recipient.flaw.is_some() || native(recipient).is_ok() {
        return None;
    }
    recipient.key.parse().ok()
}

fn native(recipient: &Recipient) -> Result<Wrapper, Unsealed> {
    let key = &recipient.key;
    let wrapper: Option<Wrapper> = match recipient.kind {
        KeyKind::SshEd25519 | KeyKind::SshRsa => {
            key.parse::<ssh::Recipient>().ok().and_then(prepared)
        }
        KeyKind::X25519 => {
            key.parse::<x25519::Recipient>().ok().map(|key| Arc::new(key) as Wrapper)
        }
        KeyKind::Plugin => key.parse::<tag::Recipient>().ok().map(|key| Arc::new(key) as Wrapper),
        KeyKind::PostQuantum => {
            key.parse::<tagpq::Recipient>().ok().map(|key| Arc::new(key) as Wrapper)
        }
        KeyKind::Pgp | KeyKind::Service | KeyKind::None => None,
    };
    wrapper.filter(|_| recipient.flaw.is_none()).ok_or_else(|| {
        let why = recipient.flaw.as_deref().unwrap_or("age does not take this key");
        Unsealed::Recipient(recipient.short(), why.to_owned())
    })
}

fn prepared(key: ssh::Recipient) -> Option<Wrapper> {
    match key {
        ssh::Recipient::SshEd25519(blob, point) => {
            Prepared::new(&blob, &point).map(|key| Arc::new(key) as Wrapper)
        }
        ssh::Recipient::SshRsa(..) => Some(Arc::new(key)),
    }
}

/// All recipients of a file, and what nixward notes.
struct All {
    wrappers: Vec<Wrapper>,
    note: Meta,
    key: Mutex<Option<FileKey>>,
}

impl age::Recipient for All {
    fn wrap_file_key(&self, key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let mut stanzas = Vec::new();
        let mut common: Option<HashSet<String>> = None;
        for wrapper in &self.wrappers {
            let (more, labels) = wrapper.wrap_file_key(key)?;
            stanzas.extend(more);
            match &common {
                Some(common) if *common != labels => {
                    let l_labels = common.clone();
                    return Err(EncryptError::IncompatibleRecipients {
                        l_labels,
                        r_labels: labels,
                    });
                }
                _ => common = Some(labels),
            }
        }
        stanzas.push(meta::stanza(&self.note));
        *self.key.lock().unwrap_or_else(PoisonError::into_inner) = Some(copy_key(key));
        common.map(|labels| (stanzas, labels)).ok_or(EncryptError::MissingRecipients)
    }
}

/// A file in the making.
pub struct Sealing<W: Write> {
    writer: StreamWriter<ArmoredWriter<BufWriter<W>>>,
    key: FileKey,
}

impl<W: Write> Sealing<W> {
    /// Ends the file; gives its file key. Without this the file is none.
    pub fn finish(self) -> io::Result<FileKey> {
        self.writer.finish()?.finish()?.flush()?;
        Ok(self.key)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// More recipients for a file that stays as it is otherwise.
pub struct Added<'a> {
    /// Those who can open it from now on, too; none changes the armor alone.
    pub recipients: &'a [Recipient],
    /// What nixward notes, where there are some.
    pub note: &'a Meta,
}

/// Copies a file, given from its start, with another header: payload and stanzas stay as they are.
pub fn rewrap(
    sealer: &Sealer,
    key: &FileKey,
    added: &Added<'_>,
    format: Format,
    input: impl Read,
    output: impl Write,
) -> Result<(), Unsealed> {
    let mut input = unarmored(input)?;
    let envelope =
        Envelope::read(&mut input).map_err(|error| io::Error::other(error.to_string()))?;
    if !envelope.is_genuine(key) {
        return Err(io::Error::other(Unopened::Forged.to_string()).into());
    }
    let header = if added.recipients.is_empty() {
        envelope.bytes()
    } else {
        envelope.extended(key, &sealer.wrap(added.recipients, key)?, added.note)?
    };
    let output = BufWriter::with_capacity(COPY, output);
    let mut output = ArmoredWriter::wrap_output(output, armor(format))?;
    output.write_all(&header)?;
    io::copy(&mut input, &mut output)?;
    output.finish()?.flush()?;
    Ok(())
}

fn armor(format: Format) -> Armor {
    match format {
        Format::Armored => Armor::AsciiArmor,
        // The others are of sops, which age never writes.
        _ => Armor::Binary,
    }
}

fn unsealed(error: EncryptError) -> Unsealed {
    match error {
        EncryptError::Io(error) => Unsealed::Io(error),
        EncryptError::MissingRecipients => Unsealed::Nobody,
        EncryptError::IncompatibleRecipients { .. } => Unsealed::Mixed,
        error => Unsealed::Plugin(one_line(&error.to_string())),
    }
}
