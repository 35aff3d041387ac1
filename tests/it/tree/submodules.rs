//! Submodules: left out unless asked for, their own root when started inside.

use std::fs;

use nixward::tree::{Hidden, Options, Tree, discover};

use super::{FLAKE, path, put, repository_with, shown};
use crate::harness::World;

/// A flake with the repository `../library` as its submodule `libs/own`.
pub fn with_submodule() -> World {
    let world = repository_with(&["a.nix"]);
    let library = world.fleet().with_file_name("library");
    fs::create_dir(&library).unwrap();
    let at = library.to_str().unwrap();
    world.git(&["-C", at, "init", "-q"]);
    fs::write(library.join("inner.nix"), "1").unwrap();
    world.git(&["-C", at, "add", "."]);
    world.git(&["-C", at, "commit", "-qm", "library"]);
    world.git(&["submodule", "--quiet", "add", at, "libs/own"]);
    world
}

#[test]
fn a_submodule_is_absent() {
    let world = with_submodule();
    let tree = Tree::work_tree(&world.fleet()).unwrap();
    assert_eq!(shown(&tree), [".gitmodules", "a.nix"]);
    let hidden = tree.hidden(&path("libs/own/inner.nix")).unwrap();
    assert_eq!(hidden, Some(Hidden::Submodule(path("libs/own"))));
}

#[test]
fn an_included_submodule_is_its_own_work_tree() {
    let world = with_submodule();
    put(&world, "libs/own/untracked.nix", "");
    put(&world, "libs/own/new.nix", "2");
    world.git(&["-C", "libs/own", "add", "-N", "new.nix"]);
    let tree = discover(&world.fleet(), Options { submodules: true }).unwrap().tree;
    let own = ["libs/", "libs/own/", "libs/own/inner.nix", "libs/own/new.nix"];
    assert_eq!(shown(&tree)[2..], own);
    assert_eq!(tree.read(&path("libs/own/new.nix")).unwrap(), b"2");
    let hidden = tree.hidden(&path("libs/own/untracked.nix")).unwrap();
    assert_eq!(hidden, Some(Hidden::Untracked));
    let nix = tree.files_where(|path| path.extension() == Some("nix")).unwrap();
    assert_eq!(nix, ["a.nix", "flake.nix", "libs/own/inner.nix", "libs/own/new.nix"].map(path));
}

#[test]
fn a_submodule_that_is_not_checked_out_says_how_to() {
    let world = with_submodule();
    world.git(&["submodule", "--quiet", "deinit", "--force", "libs/own"]);
    let error = Tree::work_tree_with_submodules(&world.fleet()).unwrap_err();
    assert_eq!(error.to_string(), "the submodule libs/own is not checked out");
    assert_eq!(error.hints, ["git submodule update --init libs/own"]);
}

#[test]
fn started_inside_a_submodule_it_is_the_root() {
    let world = with_submodule();
    put(&world, "libs/own/flake.nix", FLAKE);
    world.git(&["-C", "libs/own", "add", "flake.nix"]);
    let source = discover(&world.fleet().join("libs/own"), Options::default()).unwrap();
    assert!(source.flake_dir.is_root());
    assert_eq!(shown(&source.tree), ["inner.nix"]);
}
