//! Finding a flake and the files it sees.

use std::path::Path;

use super::manifest::Manifest;
use crate::error::Result;
use crate::syntax;
use crate::tree::{Options, RelPath, Source, Tree, discover};

/// Finds the flake that holds `start`, with its submodules where `flake.nix` asks for them.
pub fn open(start: &Path) -> Result<Source> {
    let plain = discover(start, Options::default())?;
    if !wants_submodules(&plain) {
        return Ok(plain);
    }
    // A submodule that this clone does not have is no reason to know nothing of the rest.
    Ok(discover(start, Options { submodules: true }).unwrap_or(plain))
}

/// What is staged of the flake in `flake_dir` of the git work tree at `top`; none where no such flake
/// is staged. `index` names another index file than the work tree's own.
pub fn staged(top: &Path, index: Option<&Path>, flake_dir: &RelPath) -> Result<Option<Source>> {
    let flake_dir = flake_dir.clone();
    let plain = Source { tree: Tree::staged(top, index)?, flake_dir };
    let has_flake = match plain.flake_dir.join("flake.nix") {
        Some(file) => plain.tree.kind(&file)?.is_some(),
        None => false,
    };
    if !has_flake {
        return Ok(None);
    }
    if wants_submodules(&plain) {
        // As in `open`: without a submodule, the rest can still be known.
        if let Ok(tree) = Tree::staged_with_submodules(top, index) {
            return Ok(Some(Source { tree, ..plain }));
        }
    }
    Ok(Some(plain))
}

/// What the flake's own `flake.nix` declares; none where it cannot be read.
pub fn manifest(source: &Source) -> Option<Manifest> {
    let file = source.flake_dir.join("flake.nix")?;
    let text = source.tree.read(&file).ok()?;
    Some(Manifest::read(&syntax::parse(&text)))
}

fn wants_submodules(source: &Source) -> bool {
    manifest(source).is_some_and(|manifest| manifest.submodules)
}
