//! The program `nix`, and what it is run with.

use std::ffi::OsString;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::error::{Error, Result};
use crate::fsx;
use crate::proc::Program;

/// What to do where it is missing.
const MISSING: &str = "install Nix, or check without it: --tier static";

/// The version from which on a leading dot keeps Nix from looking below `packages` first.
const EXACT_PATHS: Version = Version(2, 19);

/// Major and minor number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32);

impl Version {
    /// Reads `nix (Nix) 2.8.0`, and what forks write there.
    fn read(text: &str) -> Option<Self> {
        let number =
            text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
        let mut parts = number.split(|c: char| !c.is_ascii_digit());
        Some(Self(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }
}

/// What the user wants Nix to do otherwise than by itself; handed on as it is.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `--store`
    pub store: Option<String>,
    /// `--eval-store`
    pub eval_store: Option<String>,
    /// `--builders`
    pub builders: Option<String>,
    /// `--offline`
    pub offline: bool,
    /// Whether derivations may be built during evaluation.
    pub allow_build: bool,
    /// `--override-input`: name and reference.
    pub override_inputs: Vec<(String, String)>,
}

/// The program, found once for a run; it is not run before something is asked of it.
#[derive(Debug)]
pub struct Nix {
    program: PathBuf,
    variables: Vec<(OsString, OsString)>,
    settings: Settings,
    identity: String,
    version: OnceLock<Version>,
}

impl Nix {
    /// The one on PATH.
    pub fn find(settings: Settings) -> Result<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let is_program = |path: &PathBuf| {
            path.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
        };
        let found = std::env::split_paths(&path).map(|folder| folder.join("nix")).find(is_program);
        let program = found.ok_or_else(|| {
            Error::tool("nix is not installed")
                .because("no folder on PATH has a program `nix`")
                .hint(MISSING)
        })?;
        Ok(Self { settings, ..Self::at(&program, Vec::new())? })
    }

    /// The one at a place, with variables set for it besides those that every program is given.
    pub fn at(program: &Path, variables: Vec<(OsString, OsString)>) -> Result<Self> {
        let real = fsx::canonical(program)?;
        let metadata = fsx::stat(&real)?
            .ok_or_else(|| Error::tool(format!("there is no program {}", program.display())))?;
        let (size, mtime, nanos) = (metadata.size(), metadata.mtime(), metadata.mtime_nsec());
        let identity = format!("{} {size} {mtime}.{nanos:09}", real.display());
        // As it was named: what a program is may depend on it.
        let program =
            std::path::absolute(program).map_err(|source| fsx::error("find", program, source))?;
        let settings = Settings::default();
        Ok(Self { program, variables, settings, identity, version: OnceLock::new() })
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
        let version = Version::read(&text).ok_or_else(|| {
            Error::tool("the program `nix` does not say a version").because(text.trim().to_owned())
        })?;
        Ok(*self.version.get_or_init(|| version))
    }

    /// What it was told to do otherwise than by itself.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn plain(&self) -> Program {
        let program = Program::new(&self.program).missing_hint(MISSING);
        self.variables.iter().fold(program, |program, (name, value)| program.env(name, value))
    }

    /// The program with its variables and the features that flakes need.
    pub fn command(&self) -> Program {
        self.plain().args(["--extra-experimental-features", "nix-command flakes"])
    }

    /// `nix VERB`, with the settings of the run.
    pub(super) fn program(&self, verb: &[&str]) -> Program {
        let mut program = self.command().args(verb).args(["--log-format", "internal-json"]);
        let pairs = [
            ("--store", &self.settings.store),
            ("--eval-store", &self.settings.eval_store),
            ("--builders", &self.settings.builders),
        ];
        for (flag, value) in pairs {
            if let Some(value) = value {
                program = program.args([flag, value]);
            }
        }
        if self.settings.offline {
            program = program.arg("--offline");
        }
        program
    }

    /// As [`Self::program`], for a verb that reads a flake. It never writes the lock.
    pub(super) fn of_flake(&self, verb: &[&str]) -> Program {
        let mut program = self.program(verb).arg("--no-write-lock-file");
        for (input, reference) in &self.settings.override_inputs {
            program = program.args(["--override-input", input, reference]);
        }
        program
    }

    /// The fragment that names an attribute path of a flake, and nothing else that is called alike.
    pub(super) fn fragment(&self, path: &str) -> Result<String> {
        let dot = if self.version()? >= EXACT_PATHS { "." } else { "" };
        Ok(format!("{dot}{path}"))
    }

    /// A variable as the program sees it.
    pub(super) fn variable(&self, name: &str) -> Option<OsString> {
        let own = self.variables.iter().find(|(known, _)| known == name);
        own.map(|(_, value)| value.clone()).or_else(|| std::env::var_os(name))
    }

    /// All variables of Nix's own as the program sees them, sorted.
    pub(super) fn own_variables(&self) -> Vec<(OsString, OsString)> {
        let outer = std::env::vars_os().chain(self.variables.iter().cloned());
        let mut variables: Vec<_> =
            outer.filter(|(name, _)| name.to_string_lossy().starts_with("NIX_")).collect();
        variables.sort();
        variables
    }

    /// Where its store is.
    pub fn store_dir(&self) -> String {
        let store = self.variable("NIX_STORE_DIR").and_then(|store| store.into_string().ok());
        store.unwrap_or_else(|| "/nix/store".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_read_whoever_writes_them() {
        for (text, version) in [
            ("nix (Nix) 2.8.0", Some(Version(2, 8))),
            ("nix (Nix) 2.34.0pre20260101_abc", Some(Version(2, 34))),
            ("nix (Lix, like Nix) 2.93.0", Some(Version(2, 93))),
            ("nix (Determinate Nix 3.6.2) 2.29.0", Some(Version(3, 6))),
            ("nix", None),
        ] {
            assert_eq!(Version::read(text), version, "{text}");
        }
    }
}
