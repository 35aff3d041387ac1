//! The program `nix`, and what it is run with.

use serde_json::Value;

use super::message::{self, Message, Places};
use crate::error::{Error, Result};
use crate::model::facts::FactError;
use crate::proc::{Output, Program, Stream};

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

/// A flake as Nix knows it.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Where the store has it; none where Nix does not say.
    pub path: Option<String>,
    /// The lock, overrides included: the content of `flake.lock`.
    pub locks: Value,
}

/// The program, found once for a run.
#[derive(Clone, Debug)]
pub struct Nix {
    settings: Settings,
    version: Version,
}

impl Nix {
    /// Looks for it on PATH and asks for its version.
    pub fn find(settings: Settings) -> Result<Self> {
        let output = Program::new("nix").arg("--version").missing_hint(MISSING).run()?;
        let text = output.text().into_owned();
        let version = Version::read(&text).ok_or_else(|| {
            Error::tool("the program `nix` does not say a version").because(text.trim().to_owned())
        })?;
        Ok(Self { settings, version })
    }

    /// Its version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// `nix VERB`, with the settings of the run.
    pub(super) fn program(&self, verb: &[&str]) -> Program {
        let mut program = Program::new("nix").missing_hint(MISSING).args(verb).args([
            "--extra-experimental-features",
            "nix-command flakes",
            "--log-format",
            "internal-json",
        ]);
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

    /// Whether derivations may be built during evaluation.
    pub(super) fn may_build(&self) -> bool {
        self.settings.allow_build
    }

    /// The fragment that names an attribute path of a flake, and nothing else that is called alike.
    pub(super) fn fragment(&self, path: &str) -> String {
        let dot = if self.version >= EXACT_PATHS { "." } else { "" };
        format!("{dot}{path}")
    }

    /// Copies a flake to the store and reads its lock. The inner error is what Nix says of the flake.
    pub fn metadata(
        &self,
        reference: &str,
        places: &Places,
    ) -> Result<std::result::Result<Metadata, FactError>> {
        let program = self.of_flake(&["flake", "metadata"]).args(["--json", reference]);
        let (output, messages) = listened(&program)?;
        if !output.status.success() {
            return Ok(Err(message::error(&messages, &output, places)));
        }
        let told: Value = serde_json::from_slice(&output.stdout).map_err(|error| {
            Error::tool("`nix flake metadata` answers what is no JSON").because(error)
        })?;
        let path = told.get("path").and_then(Value::as_str).map(str::to_owned);
        Ok(Ok(Metadata { path, locks: told.get("locks").cloned().unwrap_or_default() }))
    }

    /// The names of `nixosConfigurations`, sorted. The inner error is what Nix says of the flake.
    pub fn host_names(
        &self,
        reference: &str,
        places: &Places,
    ) -> Result<std::result::Result<Vec<String>, FactError>> {
        let installable = format!("{reference}#{}", self.fragment("nixosConfigurations"));
        let program = self.of_flake(&["eval"]).args([
            "--json",
            "--no-eval-cache",
            &installable,
            "--apply",
            "builtins.attrNames",
        ]);
        let (output, messages) = listened(&program)?;
        if !output.status.success() {
            return Ok(Err(message::error(&messages, &output, places)));
        }
        serde_json::from_slice(&output.stdout).map(Ok).map_err(|error| {
            Error::tool("Nix answers the names of hosts in no form known").because(error)
        })
    }

    /// Makes sure that the store has a locked source (`locked` of a node of the lock); the inner
    /// error says why it cannot be had.
    pub fn fetch(&self, locked: &Value) -> Result<std::result::Result<(), FactError>> {
        const FETCH: &str =
            "{ node }: { path = (builtins.fetchTree (builtins.fromJSON node)).outPath; }";
        let node = locked.to_string();
        let program =
            self.program(&["eval"]).args(["--expr", FETCH, "--argstr", "node", &node, "path"]);
        let (output, messages) = listened(&program)?;
        Ok(if output.status.success() {
            Ok(())
        } else {
            Err(message::error(&messages, &output, &Places::default()))
        })
    }
}

/// Runs a program to its end and reads what it says.
fn listened(program: &Program) -> Result<(Output, Vec<Message>)> {
    let mut messages = Vec::new();
    let output = program.clone().bound()?.watched(&mut |stream, line| {
        if stream == Stream::Stderr {
            messages.extend(Message::read(line));
        }
    })?;
    Ok((output, messages))
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
