//! Changes of secrets of sops, which the program `sops` makes.
//!
//! It writes files in place, and where it is killed they are cut off. So it works on a copy in a folder
//! in memory, at the same path below a copy of its `.sops.yaml`; what comes out is looked at (whom it is
//! for, and that it opens to what it held before), and takes the file's place like any other.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::cipher;
use super::rekey::changed;
use super::store::{Change, Digest, Replacement, Store, digest_of};
use super::value::{Written, rescue_path};
use crate::error::{Error, Result};
use crate::fsx::{self, PrivateDir};
use crate::model::secrets::{Flaw, OnDisk, Rule, Secret};
use crate::proc::Program;
use crate::sopsfile::{MOST, compare, metadata};

/// As much of a value as is taken, in bytes: as much as is read of a file, where it is longer.
pub const MOST_BYTES: u64 = MOST as u64;

/// What `sops edit` ends with where the value is as it was.
const UNCHANGED: i32 = 200;

/// Which private keys `sops` opens files with; those that it finds itself where none is named.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// A file of keys of age.
    pub age: Option<PathBuf>,
    /// A private key of ssh.
    pub ssh: Option<PathBuf>,
}

/// How a value is changed.
pub enum Edit<'a> {
    /// In the user's editor.
    InEditor,
    /// To this text, in the format of the file.
    To(&'a [u8]),
}

/// What `sops` has made of a file.
pub struct Made {
    target: PathBuf,
    /// The new file.
    text: Vec<u8>,
    before: Digest,
}

/// Encrypts a file to those whom its rule names; `fresh` asks for another data key.
///
/// # Errors
/// A file that does not open, or a result that is not what it should be.
pub fn rekey(store: &Store, secret: &Secret, fresh: bool, keys: &Keys) -> Result<Made> {
    let desk = Desk::new(store, secret, keys)?;
    let value = desk.value()?;
    desk.align(fresh)?;
    if desk.value()? != value {
        return Err(Error::tool(format!("{} would hold another value", secret.file))
            .hint("nothing was written; this is a mistake of sops"));
    }
    desk.check_readers(secret)?;
    desk.made()
}

/// Changes a value; none where it is as it was.
///
/// # Errors
/// A file that does not open, or whatever `sops` says.
pub fn edit(store: &Store, secret: &Secret, edit: &Edit<'_>, keys: &Keys) -> Result<Option<Made>> {
    let desk = Desk::new(store, secret, keys)?;
    match edit {
        Edit::InEditor => {
            desk.folder.must_be_in_memory()?;
            if differs(secret) {
                // The program keeps to whom the file is for; it is to be for whom the rule names.
                desk.align(removes(secret))?;
            }
            let sops = desk.sops(&["edit"]).arg(&desk.file);
            let status = sops.interactive()?;
            if status.code() == Some(UNCHANGED) {
                return Ok(None);
            }
            if !status.success() {
                return Err(Error::tool(format!("`{sops}` failed: {status}")));
            }
        }
        Edit::To(text) => {
            let before = desk.value()?;
            let sops = desk.sops(&["encrypt", "--filename-override"]).arg(&desk.file);
            let made = sops.stdin(*text).run()?.stdout;
            fsx::write_private(&desk.copy(), &made)?;
            if desk.value()? == before {
                return Ok(None);
            }
        }
    }
    desk.check_readers(secret)?;
    desk.made().map(Some)
}

/// The value of a secret, as `sops` shows it.
///
/// # Errors
/// A file that does not open.
pub fn decrypt(store: &Store, secret: &Secret, keys: &Keys) -> Result<Zeroizing<Vec<u8>>> {
    Desk::new(store, secret, keys)?.value()
}

/// Puts files in their places, all or none. For those that hold the values that they held.
///
/// # Errors
/// A file that another program has changed meanwhile, or what the machine says.
pub fn put_all(change: Change<'_>, made: &[Made]) -> Result<()> {
    let replacements = made.iter().map(Made::replacement).collect::<Result<_>>()?;
    change.commit(replacements)?.map(drop).map_err(|conflict| changed(&conflict.0))
}

/// Puts a file with a new value in its place; where another program has changed it meanwhile, beside
/// it.
///
/// # Errors
/// What the machine says.
pub fn put(change: Change<'_>, made: &Made) -> Result<Written> {
    if change.commit(vec![made.replacement()?])?.is_ok() {
        return Ok(Written::Yes);
    }
    let rescued = rescue_path(&made.target)?;
    fsx::create(&rescued, &made.text)?;
    Ok(Written::Rescued(rescued))
}

impl Made {
    fn replacement(&self) -> Result<Replacement> {
        let ready = cipher::public(&self.target, &self.text)?;
        Ok(Replacement { ready, before: Some(self.before) })
    }
}

/// Whether a file is for others than its rule names.
pub fn differs(secret: &Secret) -> bool {
    let OnDisk::Sealed(sealed) = &secret.disk else { return false };
    let rule = secret.rules.first().filter(|rule| rule.recipients.is_some());
    rule.is_some_and(|rule| {
        secret.drift.as_ref().is_some_and(|drift| !drift.is_none())
            || !compare::same_groups(&rule.groups, &sealed.groups)
    })
}

/// Whether somebody can open a file whom its rule does not name.
pub fn removes(secret: &Secret) -> bool {
    secret.drift.as_ref().is_some_and(|drift| !drift.extra.is_empty())
}

/// Where `sops` works.
struct Desk<'a> {
    folder: PrivateDir,
    /// The folder of `.sops.yaml` in it.
    work: PathBuf,
    has_config: bool,
    /// The file, relative to that.
    file: String,
    /// Where the file lies.
    target: PathBuf,
    before: Digest,
    keys: &'a Keys,
}

impl<'a> Desk<'a> {
    fn new(store: &Store, secret: &Secret, keys: &'a Keys) -> Result<Self> {
        PrivateDir::sweep();
        let folder = PrivateDir::new()?;
        let target = store.path(&secret.file)?;
        let content = fsx::read_limited(&target, MOST_BYTES)?;
        let config = secret.rules.first().map(|rule: &Rule| rule.rules_file.as_str());
        let base = config.and_then(|config| Path::new(config).parent()).unwrap_or(Path::new(""));
        let work = folder.path().join("work").join(base);
        let inside = Path::new(&secret.file).strip_prefix(base).unwrap_or(Path::new(&secret.file));
        let copy = work.join(inside);
        if let Some(parent) = copy.parent() {
            fsx::create_folder(parent)?;
        }
        fsx::write_private(&copy, &content)?;
        if let Some(config) = config {
            let text = fsx::read(&store.root().join(config))?;
            fsx::write_private(&folder.path().join("work").join(config), &text)?;
        }
        Ok(Self {
            // Whatever the name begins with, it is no option.
            file: format!("./{}", inside.display()),
            has_config: config.is_some(),
            before: digest_of(&content),
            folder,
            work,
            target,
            keys,
        })
    }

    fn copy(&self) -> PathBuf {
        self.work.join(&self.file)
    }

    /// The program, with what it takes before the name of a file. It gets the user's environment, where
    /// keys of services are; values never are in it.
    fn sops(&self, words: &[&str]) -> Program {
        let mut sops = Program::new("sops")
            .with_whole_environment()
            .env("SOPS_DISABLE_VERSION_CHECK", "1")
            // Where it puts what is being edited.
            .env("TMPDIR", self.folder.path())
            .folder(&self.work)
            .missing_hint("install sops: secrets of sops are changed by that program");
        for (name, key) in [
            ("SOPS_AGE_KEY_FILE", &self.keys.age),
            ("SOPS_AGE_SSH_PRIVATE_KEY_FILE", &self.keys.ssh),
        ] {
            if let Some(key) = key {
                sops = sops.env(name, key);
            }
        }
        if self.has_config {
            sops = sops.args(["--config", ".sops.yaml"]);
        }
        sops.args(words)
    }

    /// Encrypts the copy to those whom the rule names, `fresh` with another data key.
    fn align(&self, fresh: bool) -> Result<()> {
        self.sops(&["updatekeys", "--yes"]).arg(&self.file).run()?;
        if fresh {
            let made = self.sops(&["rotate"]).arg(&self.file).run()?.stdout;
            fsx::write_private(&self.copy(), &made)?;
        }
        Ok(())
    }

    fn value(&self) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.sops(&["decrypt"]).arg(&self.file).run()?.stdout))
    }

    /// The copy must be for whom the rule names, where that is known.
    fn check_readers(&self, secret: &Secret) -> Result<()> {
        let wrong = |why: String| {
            Error::tool(format!("what sops made of {} is not right", secret.file))
                .because(why)
                .hint("nothing was written")
        };
        let text = fsx::read(&self.copy())?;
        if text.len() > MOST {
            return Err(wrong(format!(
                "it is {} bytes long, and only {MOST} are read",
                text.len()
            )));
        }
        let sealed =
            metadata::read(&secret.file, &text).map_err(|why| wrong(Flaw::from(why).message))?;
        let Some(rule) = secret.rules.first() else { return Ok(()) };
        let known = rule.recipients.as_deref();
        let drift = known.map(|recipients| compare::drift(recipients, &sealed.stanzas));
        match drift {
            Some(drift) if !drift.is_none() => {
                Err(wrong("it is not for whom its creation rule names".to_owned()))
            }
            _ => Ok(()),
        }
    }

    fn made(&self) -> Result<Made> {
        let text = fsx::read(&self.copy())?;
        Ok(Made { target: self.target.clone(), text, before: self.before })
    }
}
