//! The `nix` program: which it is, its settings, and what it is asked to do with the store.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::error::{Error, Result};
use crate::fsx;
use crate::proc::Program;

/// Settings files that include one another more deeply go round.
const INCLUDES_ALLOWED: u32 = 8;

/// Major and minor version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32);

/// A `nix`, with variables set for it besides those that every program is given.
pub struct Nix {
    program: PathBuf,
    variables: Vec<(OsString, OsString)>,
    identity: String,
    version: OnceLock<Version>,
}

impl Nix {
    /// The one on PATH.
    pub fn on_path() -> Result<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&path).map(|folder| folder.join("nix"));
        let program = found.into_iter().find(|program| program.is_file()).ok_or_else(|| {
            Error::tool("nix is not installed")
                .because("no folder on PATH has a program `nix`")
                .hint("install Nix: https://nixos.org/download")
        })?;
        Self::at(&program, Vec::new())
    }

    /// The one at a place.
    pub fn at(program: &Path, variables: Vec<(OsString, OsString)>) -> Result<Self> {
        let real = fsx::canonical(program)?;
        let metadata = fsx::stat(&real)?
            .ok_or_else(|| Error::tool(format!("there is no program {}", program.display())))?;
        let (size, mtime, nanos) = (metadata.size(), metadata.mtime(), metadata.mtime_nsec());
        let identity = format!("{} {size} {mtime}.{nanos:09}", real.display());
        // As it was named: what a program is may depend on it.
        let program =
            std::path::absolute(program).map_err(|source| fsx::error("find", program, source))?;
        Ok(Self { program, variables, identity, version: OnceLock::new() })
    }

    /// Its place, size and time: changes with every installation of another one.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Asks it, once.
    pub fn version(&self) -> Result<Version> {
        if let Some(version) = self.version.get() {
            return Ok(*version);
        }
        let output = self.plain().arg("--version").bound()?.run()?;
        let text = output.text().into_owned();
        let number = text.split_whitespace().last().unwrap_or_default();
        let mut parts = number.split('.').map(str::parse);
        match (parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => {
                Ok(*self.version.get_or_init(|| Version(major, minor)))
            }
            _ => Err(Error::tool("nix does not say its version").because(text)),
        }
    }

    /// The program with its variables and the features that flakes need.
    pub fn command(&self) -> Program {
        self.plain().args(["--extra-experimental-features", "nix-command flakes"])
    }

    fn plain(&self) -> Program {
        let program = Program::new(&self.program);
        self.variables.iter().fold(program, |program, (name, value)| program.env(name, value))
    }

    fn variable(&self, name: &str) -> Option<OsString> {
        let own = self.variables.iter().find(|(known, _)| known == name);
        own.map(|(_, value)| value.clone()).or_else(|| std::env::var_os(name))
    }

    /// Where its store is.
    pub fn store_dir(&self) -> String {
        let store = self.variable("NIX_STORE_DIR").and_then(|store| store.into_string().ok());
        store.unwrap_or_else(|| "/nix/store".to_owned())
    }

    /// Whether the store has a path, whole.
    pub(super) fn has(&self, path: &Path) -> Result<bool> {
        if fsx::lstat(path)?.is_none() {
            return Ok(false);
        }
        Ok(self.command().arg("path-info").arg(path).bound()?.output()?.status.success())
    }

    /// Puts a folder into the store as `source`; says where.
    pub(super) fn add_source(&self, folder: &Path) -> Result<PathBuf> {
        let add = self.command().args(["store", "add-path", "--name", "source"]).arg(folder);
        Ok(add.bound()?.run()?.text().trim().into())
    }

    /// Everything that its settings come from, as one text: files with what they include, and
    /// variables.
    pub(super) fn settings(&self) -> Result<String> {
        let mut text = String::new();
        for file in self.settings_files() {
            read_settings(&file, 0, &mut text)?;
        }
        let outer = std::env::vars_os().chain(self.variables.iter().cloned());
        let mut variables: Vec<_> =
            outer.filter(|(name, _)| name.to_string_lossy().starts_with("NIX_")).collect();
        variables.sort();
        for (name, value) in variables {
            let _ = writeln!(text, "{}={}", name.display(), value.display());
        }
        Ok(text)
    }

    fn settings_files(&self) -> Vec<PathBuf> {
        let system = self.variable("NIX_CONF_DIR").unwrap_or_else(|| "/etc/nix".into());
        let mut files = vec![PathBuf::from(system).join("nix.conf")];
        if let Some(named) = self.variable("NIX_USER_CONF_FILES") {
            files.extend(std::env::split_paths(&named));
            return files;
        }
        let home = self.variable("HOME").map(PathBuf::from);
        let config = self.variable("XDG_CONFIG_HOME").map(PathBuf::from);
        files.extend(config.or_else(|| Some(home?.join(".config"))));
        let shared = self.variable("XDG_CONFIG_DIRS").unwrap_or_else(|| "/etc/xdg".into());
        files.extend(std::env::split_paths(&shared));
        for folder in files.iter_mut().skip(1) {
            folder.push("nix/nix.conf");
        }
        files
    }
}

fn read_settings(file: &Path, depth: u32, text: &mut String) -> Result<()> {
    let _ = writeln!(text, "# {}", file.display());
    if depth > INCLUDES_ALLOWED || !fsx::stat(file)?.is_some_and(|metadata| metadata.is_file()) {
        return Ok(());
    }
    let content = String::from_utf8_lossy(&fsx::read(file)?).into_owned();
    text.push_str(&content);
    for line in content.lines() {
        let mut words = line.split_whitespace();
        if let (Some("include" | "!include"), Some(name)) = (words.next(), words.next()) {
            let folder = file.parent().unwrap_or(Path::new("/"));
            read_settings(&folder.join(name), depth + 1, text)?;
        }
    }
    Ok(())
}
