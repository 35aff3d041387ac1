//! Where the search for a flake ends.

use std::fs;

use nixward::tree::{Options, RelPath, Seen, discover};

use super::{FLAKE, path, put, repository_with, shown};
use crate::harness::World;

#[test]
fn the_root_is_the_git_top_level_and_the_flake_may_lie_below() {
    let world = repository_with(&["shared.nix", "sub/flake.nix", "sub/hosts/a.nix"]);
    let source = discover(&world.fleet().join("sub/hosts"), Options::default()).unwrap();
    assert_eq!(source.flake_dir, path("sub"));
    assert_eq!(source.tree.read(&path("shared.nix")).unwrap(), b"committed\n");
    assert_eq!(source.tree.seen(), Seen::WorkTree);
    let by_file = discover(&world.fleet().join("flake.nix"), Options::default()).unwrap();
    assert!(by_file.flake_dir.is_root());
}

#[test]
fn the_search_ends_at_the_git_top_level() {
    let world = repository_with(&["a"]);
    let inner = world.fleet().join("inner");
    fs::create_dir(&inner).unwrap();
    world.git(&["-C", inner.to_str().unwrap(), "init", "-q"]);
    let error = discover(&inner, Options::default()).unwrap_err();
    assert!(error.to_string().starts_with("no flake.nix in "), "{error}");
    assert!(error.causes().any(|cause| cause.to_string().contains("ends at the git repository")));
}

#[test]
fn an_untracked_flake_says_how_to_show_it() {
    let world = World::new();
    world.git(&["init", "-q"]);
    put(&world, "flake.nix", FLAKE);
    let error = discover(&world.fleet(), Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "the flake has no file flake.nix");
    assert_eq!(error.hints, ["show it to Nix: git add -N flake.nix"]);
}

#[test]
fn without_git_the_root_is_the_flakes_own_folder() {
    let world = World::new();
    put(&world, "outside.nix", "");
    put(&world, "flake/flake.nix", FLAKE);
    put(&world, "flake/sub/a.nix", "");
    let source = discover(&world.fleet().join("flake/sub"), Options::default()).unwrap();
    assert_eq!((source.tree.seen(), &source.flake_dir), (Seen::Folder, &RelPath::root()));
    assert_eq!(shown(&source.tree), ["sub/", "sub/a.nix"]);
}

#[test]
fn a_linked_work_tree_has_its_own_index() {
    let world = repository_with(&["a.nix"]);
    world.git(&["config", "extensions.worktreeConfig", "true"]);
    world.git(&["worktree", "add", "-q", "../linked"]);
    let linked = world.fleet().with_file_name("linked");
    fs::write(linked.join("only-here.nix"), "").unwrap();
    world.git(&["-C", linked.to_str().unwrap(), "add", "only-here.nix"]);
    let source = discover(&linked, Options::default()).unwrap();
    assert_eq!(shown(&source.tree), ["a.nix", "only-here.nix"]);
    let first = discover(&world.fleet(), Options::default()).unwrap();
    assert_eq!(shown(&first.tree), ["a.nix"]);
}

#[test]
fn a_symlinked_start_and_a_flake_that_leaves() {
    let world = repository_with(&["a.nix"]);
    let link = world.fleet().with_file_name("link");
    std::os::unix::fs::symlink(world.fleet(), &link).unwrap();
    assert_eq!(shown(&discover(&link, Options::default()).unwrap().tree), ["a.nix"]);

    fs::write(world.fleet().with_file_name("elsewhere.nix"), FLAKE).unwrap();
    fs::remove_file(world.fleet().join("flake.nix")).unwrap();
    super::link(&world, "flake.nix", "../elsewhere.nix");
    let error = discover(&world.fleet(), Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "flake.nix cannot be read by the flake");
}

#[test]
fn a_start_that_is_not_there() {
    let world = World::new();
    let error = discover(&world.fleet().join("nowhere"), Options::default()).unwrap_err();
    assert!(error.to_string().starts_with("cannot find "), "{error}");
}
