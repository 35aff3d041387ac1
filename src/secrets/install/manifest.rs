//! What the NixOS module says is to be on a host: where, from which files, for whom. It holds no
//! secret, and lies in the Nix store.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::mode;
use crate::error::{Error, Result};

/// The version of the form.
const VERSION: u32 = 1;

/// How the names of files begin that are nixward's own.
pub(super) const OWN: &str = ".nixward-";

/// What is to be on a host.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Manifest {
    version: u32,
    /// The link to the generation in use: `age.secretsDir`.
    pub(super) link: PathBuf,
    /// Where generations lie: `age.secretsMountPoint`.
    pub(super) mount_point: PathBuf,
    /// Whether that is to be a file system in memory.
    pub(super) in_memory: bool,
    /// The group of its folders.
    pub(super) group: Option<String>,
    /// How many generations are kept beside the one in use.
    pub(super) keep: usize,
    /// Files of private keys that may open the secrets.
    pub identities: Vec<PathBuf>,
    /// What opens them instead of nixward: a command of the shell that takes the options of age.
    pub(super) program: Option<String>,
    /// Placeholders of templates, and the secrets that they stand for.
    #[serde(default)]
    pub(super) placeholders: BTreeMap<String, String>,
    /// Secrets and templates.
    pub(super) items: Vec<Item>,
}

/// A secret, or a file with secrets in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Item {
    /// Its path in a generation.
    pub(super) name: String,
    /// The encrypted file.
    pub(super) file: Option<PathBuf>,
    /// A text with placeholders, instead of that.
    pub(super) content: Option<String>,
    /// Where it is found.
    pub(super) path: PathBuf,
    /// As chmod takes it.
    pub(super) mode: String,
    /// Whose it is; whoever installs it where none is named.
    pub(super) owner: Option<String>,
    pub(super) group: Option<String>,
    /// Whether a link leads from `path` to it; else it is copied there.
    pub(super) symlink: bool,
    #[serde(default)]
    pub(super) restart_units: Vec<String>,
    #[serde(default)]
    pub(super) reload_units: Vec<String>,
}

impl Manifest {
    /// Reads one; `name` is the file's, for people. `places` are paths for those that only the shell of
    /// a user knows, such as `${XDG_RUNTIME_DIR}/agenix`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(name: &str, text: &[u8], places: &BTreeMap<&Path, &Path>) -> Result<Self> {
        let wrong = |why: String| {
            Error::input(format!("{name} is no manifest of secrets"))
                .because(why)
                .hint("nixosModules.secrets writes it; both should be of one version of nixward")
        };
        let mut manifest: Self =
            serde_json::from_slice(text).map_err(|error| wrong(error.to_string()))?;
        let paths = manifest.items.iter_mut().map(|item| &mut item.path);
        for path in paths.chain([&mut manifest.link, &mut manifest.mount_point]) {
            if let Some(place) = places.get(path.as_path()) {
                *path = place.to_path_buf();
            }
        }
        if manifest.version != VERSION {
            return Err(wrong(format!("it is of version {}, not {VERSION}", manifest.version)));
        }
        manifest.check().map_err(wrong)?;
        Ok(manifest)
    }

    fn check(&self) -> std::result::Result<(), String> {
        for path in [&self.link, &self.mount_point] {
            if !path.is_absolute() {
                return Err(format!("{} is no absolute path", path.display()));
            }
        }
        let mut names = BTreeSet::new();
        for item in &self.items {
            item.check()?;
            if !names.insert(&item.name) {
                return Err(format!("two secrets are called {}", item.name));
            }
        }
        let unknown = self
            .placeholders
            .values()
            .find(|name| !self.items.iter().any(|item| item.name == **name && item.file.is_some()));
        unknown
            .map_or(Ok(()), |name| Err(format!("a placeholder stands for {name}, which is none")))
    }

    /// The secrets that a text has placeholders of.
    pub(super) fn secret_of(&self, placeholder: &str) -> Option<&str> {
        self.placeholders.get(placeholder).map(String::as_str)
    }
}

impl Item {
    fn check(&self) -> std::result::Result<(), String> {
        let name = &self.name;
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(part) if !part.to_string_lossy().starts_with(OWN));
        if name.is_empty() || !Path::new(name).components().all(is_plain) {
            return Err(format!("{name:?} cannot be the name of a secret"));
        }
        if self.file.is_some() == self.content.is_some() {
            return Err(format!("{name} is either a file or a text"));
        }
        if !self.path.is_absolute() {
            return Err(format!("{name}: {} is no absolute path", self.path.display()));
        }
        mode::read(&self.mode).map(drop).map_err(|why| format!("{name}: {why}"))
    }
}
