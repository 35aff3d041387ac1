//! Finding a flake and the files it sees.

use std::path::Path;

use super::manifest::Manifest;
use crate::error::Result;
use crate::syntax;
use crate::tree::{Options, Source, discover};

/// Finds the flake that holds `start`, with its submodules where `flake.nix` asks for them.
pub fn open(start: &Path) -> Result<Source> {
    let plain = discover(start, Options::default())?;
    if !wants_submodules(&plain) {
        return Ok(plain);
    }
    // A submodule that this clone does not have is no reason to know nothing of the rest.
    Ok(discover(start, Options { submodules: true }).unwrap_or(plain))
}

fn wants_submodules(source: &Source) -> bool {
    let file = source.flake_dir.join("flake.nix");
    let text = file.and_then(|file| source.tree.read(&file).ok());
    text.is_some_and(|text| Manifest::read(&syntax::parse(&text)).submodules)
}
