//! The same repository through nixward and through real Nix, where `NIXWARD_TEST_NIX` names one.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use nixward::tree::{EntryKind, RelPath, Tree};
use serde_json::Value;

use super::{link, put, repository_with};
use crate::harness::World;

/// A repository with a file in every state at once.
fn every_state() -> World {
    let files = ["kept", "d/x", "gone/only", "half/stays", "half/away", "to-link", "to-folder"];
    let world = repository_with(&files);
    put(&world, ".gitignore", "*.log\n");
    put(&world, "forced.log", "");
    put(&world, "ignored.log", "");
    link(&world, "link", "half");
    link(&world, "dangling", "nothing");
    put(&world, "staged-then-deleted", "");
    put(&world, "removed-from-index", "");
    world.git(&["add", "."]);
    world.git(&["add", "-f", "forced.log"]);
    world.git(&["rm", "-q", "--cached", "removed-from-index"]);
    for name in ["gone/only", "half/away", "staged-then-deleted", "to-link", "to-folder", "d/x"] {
        fs::remove_file(world.fleet().join(name)).unwrap();
    }
    fs::remove_dir(world.fleet().join("d")).unwrap();
    put(&world, "gone/untracked", "");
    put(&world, "elsewhere/x", "");
    link(&world, "d", "elsewhere");
    link(&world, "to-link", "kept");
    put(&world, "to-folder/inside", "");
    put(&world, "untracked", "");
    put(&world, "intended", "");
    world.git(&["add", "-N", "intended"]);
    world
}

fn seen(tree: &Tree, folder: &RelPath) -> Value {
    let kind = |name: &str, kind| match kind {
        EntryKind::File { .. } => "regular".into(),
        EntryKind::Symlink => "symlink".into(),
        EntryKind::Other => "unknown".into(),
        EntryKind::Directory => seen(tree, &folder.join(name).unwrap()),
    };
    let list = tree.list(folder).unwrap();
    let set: BTreeMap<_, _> = list.iter().map(|(name, of)| (&**name, kind(name, *of))).collect();
    serde_json::to_value(set).unwrap()
}

#[test]
fn nix_sees_the_same() {
    let Some(nix) = std::env::var_os("NIXWARD_TEST_NIX") else { return };
    let world = every_state();
    let output = Command::new(nix)
        .args(["--extra-experimental-features", "nix-command flakes"])
        .args(["eval", "--json", "--no-write-lock-file", ".#dir"])
        .current_dir(world.fleet())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ours = seen(&Tree::work_tree(&world.fleet()).unwrap(), &RelPath::root());
    assert_eq!(ours, theirs);
}
