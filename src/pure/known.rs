//! Libraries known by their upstream, in Nix text of nixward's own.
//!
//! A known upstream is a folder of texts that looks like its source: `flake.nix` has the same
//! outputs, and other files stand where users import them from. What the texts do not have is
//! Unknown: their sets are open, and so are their folders.

mod bystanders;
mod primitives;
mod texts;

pub use bystanders::is_bystander;
pub(in crate::pure) use primitives::{PREFIX, primitives};

use super::Evaluator;
use super::path::PathData;
use super::value::{RootId, Thunk};
use crate::tree::{RelPath, Tree};

/// Where the texts lie for Nix code. No real hash has an `e`, so it is equal to none.
const MOUNT: &str = "/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-known";

/// The folder that stands for an upstream such as `github:nixos/nixpkgs` (in small letters), where
/// that is known. A repository of that name in somebody else's account is taken for a fork, which
/// adds packages and modules and makes hosts as nixpkgs does.
pub fn source(ev: &mut Evaluator, upstream: &str) -> Option<PathData> {
    let fork_of = |known: &str| known == "nixpkgs" && upstream.ends_with("/nixpkgs");
    let exact = texts::UPSTREAMS.iter().find(|(known, _)| *known == upstream);
    let (_, folder) =
        exact.or_else(|| texts::UPSTREAMS.iter().find(|(_, folder)| fork_of(folder)))?;
    Some(PathData { root: root(ev), rel: RelPath::new(folder)? })
}

/// nixpkgs' `lib`, read where it is asked for.
pub fn library(ev: &mut Evaluator) -> Option<Thunk> {
    let source = source(ev, "github:nixos/nixpkgs")?;
    let path = ev.path_value(source.root, source.rel.join("lib")?);
    let path = ev.heap.done(path);
    let import = ev.eval_own_text("import.nix", "path: import path").ok()?;
    let import = ev.heap.done(import);
    Some(ev.heap.apply(import, path))
}

/// The tree of all texts. Its `nixward.nix` is what Nix code cannot say itself.
fn root(ev: &mut Evaluator) -> RootId {
    if let Some(root) = ev.own_root {
        return root;
    }
    let root = ev.add_own_root(Tree::embedded(texts::TEXTS), MOUNT);
    ev.own_root = Some(root);
    let primitives = primitives::set(ev);
    let primitives = ev.heap.done(primitives);
    if let Some(rel) = RelPath::new("nixward.nix") {
        ev.imported.insert(PathData { root, rel }, primitives);
    }
    root
}
