//! What real Nix sees. `answers/` holds what Nix 2.34 said of each repository below; nixward must
//! say the same, and so must the Nix that `NIXWARD_TEST_NIX` names, if any.

use std::fs;
use std::path::Path;
use std::process::Command;

use nixward::tree::{EntryKind, Options, RelPath, Tree, discover};
use serde_json::{Map, Value};

use super::submodules::with_submodule;
use super::{FLAKE, link, path, put, repository_with};
use crate::harness::{self, World};

/// Compares what nixward sees in a tree with the answer on record, and with Nix's for this flake.
fn same_as_nix(name: &str, world: &World, tree: &Tree, flake: &str) {
    let ours = serde_json::to_string_pretty(&seen(tree, &RelPath::root())).unwrap() + "\n";
    let file = harness::repository().join(format!("tests/it/tree/answers/{name}.json"));
    harness::compare(&file, &world.redact(&ours))
        .unwrap_or_else(|difference| panic!("{difference}"));
    if let Some(nix) = std::env::var_os("NIXWARD_TEST_NIX") {
        let theirs = ask(nix.as_ref(), world, flake);
        assert_eq!(theirs, ours, "{name}: Nix, then nixward");
    }
}

fn ask(nix: &Path, world: &World, flake: &str) -> String {
    let output = Command::new(nix)
        .args(["--extra-experimental-features", "nix-command flakes"])
        .args(["eval", "--json", "--no-write-lock-file", &format!("{flake}#dir")])
        .current_dir(world.fleet())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    serde_json::to_string_pretty(&answer).unwrap() + "\n"
}

/// The same value as the flake's output `dir`.
fn seen(tree: &Tree, folder: &RelPath) -> Value {
    let mut set = Map::new();
    for (name, kind) in tree.list(folder).unwrap() {
        let path = folder.join(&name).unwrap();
        let value = match kind {
            EntryKind::Directory => seen(tree, &path),
            EntryKind::File { .. } if &*name == "flake.nix" => "regular".into(),
            EntryKind::File { .. } => format!("regular: {}", tree.read_text(&path).unwrap()).into(),
            EntryKind::Symlink => "symlink".into(),
            EntryKind::Other => "unknown".into(),
        };
        set.insert(name.to_string(), value);
    }
    set.into()
}

#[test]
fn every_state_at_once() {
    let files = ["kept", "d/x", "gone/only", "half/stays", "half/away", "to-link", "to-folder"];
    let world = repository_with(&files);
    put(&world, ".gitignore", "*.log\n");
    put(&world, "forced.log", "");
    put(&world, "ignored.log", "");
    link(&world, "link", "half");
    link(&world, "dangling", "nothing");
    put(&world, "staged-then-deleted", "");
    put(&world, "staged-then-changed", "staged");
    put(&world, "removed-from-index", "");
    world.git(&["add", "."]);
    world.git(&["add", "-f", "forced.log"]);
    world.git(&["rm", "-q", "--cached", "removed-from-index"]);
    for name in ["gone/only", "half/away", "staged-then-deleted", "to-link", "to-folder", "d/x"] {
        fs::remove_file(world.fleet().join(name)).unwrap();
    }
    fs::remove_dir(world.fleet().join("d")).unwrap();
    put(&world, "staged-then-changed", "changed");
    put(&world, "gone/untracked", "");
    put(&world, "elsewhere/x", "");
    link(&world, "d", "elsewhere");
    link(&world, "to-link", "kept");
    put(&world, "to-folder/inside", "");
    put(&world, "untracked", "");
    put(&world, "intended", "");
    world.git(&["add", "-N", "intended"]);
    same_as_nix("every-state", &world, &Tree::work_tree(&world.fleet()).unwrap(), ".");
}

#[test]
fn a_conflict() {
    let world = repository_with(&["both", "theirs-removed"]);
    world.git(&["checkout", "-q", "-b", "other"]);
    put(&world, "both", "other\n");
    world.git(&["rm", "-q", "theirs-removed"]);
    world.git(&["commit", "-qam", "other"]);
    world.git(&["checkout", "-q", "-"]);
    put(&world, "both", "ours\n");
    put(&world, "theirs-removed", "ours\n");
    world.git(&["commit", "-qam", "ours"]);
    assert!(!world.try_git(&["merge", "-q", "other"]));
    same_as_nix("conflict", &world, &Tree::work_tree(&world.fleet()).unwrap(), ".");
}

/// A repository whose files are not stored as they lie on disk: as with LFS, and with submodules.
fn filtered() -> World {
    let world = with_submodule();
    world.git(&["config", "filter.up.smudge", "tr a-z A-Z"]);
    world.git(&["config", "filter.up.clean", "tr A-Z a-z"]);
    put(&world, ".gitattributes", "*.bin filter=up\n*.crlf text eol=crlf\n");
    put(&world, "data.bin", "LOUD\n");
    put(&world, "lines.crlf", "a\r\nb\r\n");
    link(&world, "link", "a.nix");
    world.git(&["add", "."]);
    world.git(&["commit", "-qm", "second"]);
    world
}

#[test]
fn a_clean_work_tree_is_seen_as_it_lies_on_disk() {
    let world = filtered();
    let tree = Tree::work_tree(&world.fleet()).unwrap();
    assert!(!tree.git_state(None).unwrap().unwrap().dirty);
    same_as_nix("clean", &world, &tree, ".");
}

#[test]
fn a_revision_is_seen_as_it_is_stored() {
    let world = filtered();
    world.git(&["branch", "stored"]);
    put(&world, "a.nix", "changed since");
    let tree = Tree::revision(&world.fleet(), "stored").unwrap();
    let flake = format!("git+file://{}?ref=stored", world.fleet().display());
    same_as_nix("revision", &world, &tree, &flake);
}

#[test]
fn submodules_are_seen_where_wanted() {
    let world = with_submodule();
    put(&world, "libs/own/untracked.nix", "");
    put(&world, "libs/own/new.nix", "2");
    world.git(&["-C", "libs/own", "add", "-N", "new.nix"]);
    let tree = discover(&world.fleet(), Options { submodules: true }).unwrap().tree;
    let flake = format!("git+file://{}?submodules=1", world.fleet().display());
    same_as_nix("submodules", &world, &tree, &flake);
}

#[test]
fn a_flake_in_a_subfolder_sees_the_whole_repository() {
    let world = repository_with(&["shared.nix"]);
    put(&world, "sub/flake.nix", &FLAKE.replace("seen ./.", "seen ../."));
    put(&world, "sub/own.nix", "own");
    world.git(&["add", "."]);
    let source = discover(&world.fleet().join("sub"), Options::default()).unwrap();
    assert_eq!(source.flake_dir, path("sub"));
    same_as_nix("subfolder", &world, &source.tree, "./sub");
}

#[test]
fn a_linked_work_tree_is_seen_by_its_own_index() {
    let world = repository_with(&["a.nix"]);
    world.git(&["worktree", "add", "-q", "../linked"]);
    let linked = world.fleet().with_file_name("linked");
    fs::write(linked.join("only-here.nix"), "").unwrap();
    world.git(&["-C", linked.to_str().unwrap(), "add", "only-here.nix"]);
    let source = discover(&linked, Options::default()).unwrap();
    same_as_nix("linked", &world, &source.tree, linked.to_str().unwrap());
}

#[test]
fn without_git_everything_is_seen() {
    let world = World::new();
    put(&world, "flake.nix", FLAKE);
    put(&world, ".gitignore", "result\n");
    put(&world, "result/x.nix", "");
    link(&world, "link", "result");
    fs::create_dir(world.fleet().join("empty")).unwrap();
    let source = discover(&world.fleet(), Options::default()).unwrap();
    same_as_nix("folder", &world, &source.tree, ".");
}
