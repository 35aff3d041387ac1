//! All options of a nixpkgs.

use serde::Deserialize;
use serde_json::Value;

use super::Nix;
use super::ask::listened;
use super::message::{self, Places};
use crate::error::{Error, Result};
use crate::model::facts::FactError;

/// The expression; [`Nixpkgs`] mirrors what it gives.
const OPTIONS: &str = include_str!("expr/options.nix");

/// What Nix tells of a nixpkgs.
#[derive(Clone, Debug, Deserialize)]
pub struct Nixpkgs {
    /// Its release, such as `26.05`; for the development branch the next one.
    pub release: String,
    /// All options of NixOS in it.
    pub rows: Vec<Told>,
}

/// An option as Nix tells of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// The parts of its path.
    pub path: Vec<String>,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether nobody may set it.
    pub read_only: bool,
    /// The option that it is another name of.
    #[serde(default)]
    pub to: Option<String>,
    /// Whether NixOS warns of that name.
    #[serde(default)]
    pub warns: bool,
    /// Whether it is only there to say that it is gone.
    #[serde(default)]
    pub removed: bool,
}

impl Nix {
    /// The release of a locked nixpkgs and all its options of NixOS (`locked` of a node of the lock); the inner error is what
    /// Nix says of it.
    pub fn options(
        &self,
        locked: &Value,
        system: &str,
    ) -> Result<std::result::Result<Nixpkgs, FactError>> {
        let node = locked.to_string();
        let program = self.program(&["eval"]).args(["--json", "--show-trace"]);
        let program = program.args(["--expr", OPTIONS, "--argstr", "node", &node]);
        let (output, messages) = listened(&program.args(["--argstr", "system", system, "told"]))?;
        if !output.status.success() {
            return Ok(Err(message::error(&messages, &output, &Places::default())));
        }
        serde_json::from_slice(&output.stdout).map(Ok).map_err(|error| {
            Error::tool("Nix answers what nixward cannot read about options").because(error)
        })
    }
}
