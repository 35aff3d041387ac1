//! The tree against real git: what the flake sees in each state a file can be in.
//!
//! What is expected here is what Nix 2.34 answers; `nix` compares the two.

mod discover;
mod nix;
mod overlay;
mod snapshot;
mod standing;
mod states;
mod submodules;

use std::fs;
use std::os::unix::fs::symlink;

use nixward::tree::{EntryKind, RelPath, Tree};

use crate::harness::World;

/// A flake whose output `dir` is all that Nix sees, as nested sets: of a file its content too, save
/// where it is the flake's own.
const FLAKE: &str = r#"{ outputs = { self }: {
  dir =
    let
      show = folder: name: kind:
        if kind == "directory" then seen (folder + "/${name}")
        else if kind == "regular" && name != "flake.nix" then "regular: ${builtins.readFile (folder + "/${name}")}"
        else kind;
      seen = folder: builtins.mapAttrs (show folder) (builtins.readDir folder);
    in seen ./.;
}; }
"#;

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

/// Writes a file of the flake, its folders too.
fn put(world: &World, name: &str, content: &str) {
    let file = world.fleet().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
}

fn link(world: &World, name: &str, target: &str) {
    let file = world.fleet().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    symlink(target, file).unwrap();
}

/// A repository with one commit that holds a flake and these files.
fn repository_with(files: &[&str]) -> World {
    let world = World::new();
    world.git(&["init", "-q"]);
    put(&world, "flake.nix", FLAKE);
    for file in files {
        put(&world, file, "committed\n");
    }
    world.git(&["add", "."]);
    world.git(&["commit", "-qm", "first"]);
    world
}

/// Everything a tree shows but flake.nix, by `list` from the root down: folders end with `/`, symlinks with `@`,
/// executables with `*`.
fn shown(tree: &Tree) -> Vec<String> {
    let mut shown = Vec::new();
    let mut folders = vec![RelPath::root()];
    while let Some(folder) = folders.pop() {
        for (name, kind) in tree.list(&folder).unwrap() {
            let path = folder.join(&name).unwrap();
            assert_eq!(tree.kind(&path).unwrap(), Some(kind), "{path}");
            let mark = match kind {
                EntryKind::File { executable: true } => "*",
                EntryKind::File { executable: false } => "",
                EntryKind::Directory => "/",
                EntryKind::Symlink => "@",
                EntryKind::Other => "?",
            };
            if kind == EntryKind::Directory {
                folders.push(path.clone());
            }
            shown.push(format!("{path}{mark}"));
        }
    }
    shown.retain(|name| name != "flake.nix");
    shown.sort();
    shown
}
