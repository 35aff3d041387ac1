//! The private keys of a run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::agefile::Identities;
use crate::error::{Error, Result};
use crate::fsx;
use crate::model::ask::Ask;

/// Those that are tried where none is named, below the home folder; as agenix has them.
const DEFAULTS: [&str; 2] = [".ssh/id_ed25519", ".ssh/id_rsa"];

/// As much as is read of a file of keys, in bytes.
const LIMIT: u64 = 1 << 20;

/// The keys of a run, and what is to be said of those that are no use.
pub struct Keys {
    /// The keys.
    pub identities: Identities,
    /// Why default keys are not among them, each a sentence.
    pub notes: Vec<String>,
}

/// Reads the keys that are named, or the default ones where none is.
///
/// # Errors
/// A named file that cannot be read or holds no key.
pub fn read(named: &[PathBuf], home: Option<&Path>, ask: &Arc<dyn Ask>) -> Result<Keys> {
    let mut keys = Keys { identities: Identities::default(), notes: Vec::new() };
    for path in named {
        let text = zeroize::Zeroizing::new(fsx::read_limited(path, LIMIT)?);
        let name = path.display().to_string();
        keys.identities.add(&name, &text, ask).map_err(|why| {
            Error::input(format!("{name} cannot be used to open secrets"))
                .because(format!("it {why}"))
        })?;
    }
    if named.is_empty() {
        for path in DEFAULTS.iter().filter_map(|path| Some(home?.join(path))) {
            keys.notes.extend(default(&path, &mut keys.identities, ask));
        }
    }
    Ok(keys)
}

/// The keys of a host: those of its files that are there and can be used.
pub fn of_host(paths: &[PathBuf], ask: &Arc<dyn Ask>) -> Keys {
    let mut keys = Keys { identities: Identities::default(), notes: Vec::new() };
    for path in paths {
        match fsx::stat(path) {
            Ok(None) => keys.notes.push(format!("{} is not there", path.display())),
            _ => keys.notes.extend(default(path, &mut keys.identities, ask)),
        }
    }
    keys
}

/// Adds a default key; gives why it is of no use, where it is there.
fn default(path: &Path, identities: &mut Identities, ask: &Arc<dyn Ask>) -> Option<String> {
    if !matches!(fsx::stat(path), Ok(Some(_)) | Err(_)) {
        return None;
    }
    let name = path.display().to_string();
    match fsx::read_limited(path, LIMIT).map(zeroize::Zeroizing::new) {
        Ok(text) => identities.add(&name, &text, ask).err().map(|why| format!("{name} {why}")),
        Err(error) => Some(format!("{error}: {}", error.causes().next()?)),
    }
}
