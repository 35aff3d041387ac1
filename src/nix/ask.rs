//! Questions about a flake as a whole, and about what its lock pins.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Nix;
use super::message::{self, Message, Places};
use crate::error::{Error, Result};
use crate::fsx;
use crate::model::facts::FactError;
use crate::proc::{Output, Program, Stream};

/// A flake as Nix knows it.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Where the store has it; none where Nix does not say.
    pub path: Option<String>,
    /// The lock, overrides included: the content of `flake.lock`.
    pub locks: Value,
}

impl Nix {
    /// Copies a flake to the store and reads its lock. The inner error is what Nix says of the flake.
    pub fn metadata(
        &self,
        reference: &str,
        places: &Places,
    ) -> Result<std::result::Result<Metadata, FactError>> {
        let program =
            self.of_flake(&["flake", "metadata"]).args(["--json", "--show-trace", reference]);
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
        let installable = format!("{reference}#{}", self.fragment("nixosConfigurations")?);
        let program = self.of_flake(&["eval"]).args([
            "--json",
            "--no-eval-cache",
            "--show-trace",
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

    /// The value of an option of a host as JSON. The inner error is what Nix says of it.
    pub fn option(
        &self,
        reference: &str,
        host: &str,
        option: &str,
        places: &Places,
    ) -> Result<std::result::Result<Value, FactError>> {
        let path = self.fragment(&format!("nixosConfigurations.\"{host}\".config.{option}"))?;
        let installable = format!("{reference}#{path}");
        let program = self.of_flake(&["eval"]).args([
            "--json",
            "--no-eval-cache",
            "--show-trace",
            &installable,
        ]);
        let (output, messages) = listened(&program)?;
        if !output.status.success() {
            return Ok(Err(message::error(&messages, &output, places)));
        }
        serde_json::from_slice(&output.stdout)
            .map(Ok)
            .map_err(|error| Error::tool("Nix answers what is no JSON").because(error))
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
}

/// Runs a program to its end and reads what it says.
pub(super) fn listened(program: &Program) -> Result<(Output, Vec<Message>)> {
    let mut messages = Vec::new();
    let output = program.clone().bound()?.watched(&mut |stream, line| {
        if stream == Stream::Stderr {
            messages.extend(Message::read(line));
        }
    })?;
    Ok((output, messages))
}
