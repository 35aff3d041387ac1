//! What git has stored: the index and commits.

use std::fs;

use nixward::tree::{GitState, Hidden, Seen, Tree};

use super::{link, path, put, repository_with, shown};
use crate::harness::World;

#[test]
fn staged_is_what_would_be_committed() {
    let world = repository_with(&["a.nix", "b.nix"]);
    put(&world, "a.nix", "staged");
    put(&world, "new.nix", "new");
    world.git(&["add", "a.nix", "new.nix"]);
    put(&world, "a.nix", "not staged");
    put(&world, "intended.nix", "");
    world.git(&["add", "-N", "intended.nix"]);
    fs::remove_file(world.fleet().join("b.nix")).unwrap();
    let tree = Tree::staged(&world.fleet(), None).unwrap();
    assert_eq!(shown(&tree), ["a.nix", "b.nix", "new.nix"]);
    assert_eq!(tree.read_text(&path("a.nix")).unwrap(), "staged");
    assert_eq!(tree.read_text(&path("b.nix")).unwrap(), "committed\n");
    assert_eq!(tree.hidden(&path("intended.nix")).unwrap(), Some(Hidden::NotStaged));
    assert_eq!(tree.seen(), Seen::Staged);
}

#[test]
fn another_index_file_counts_where_it_is_named() {
    let world = repository_with(&["a.nix"]);
    fs::copy(world.fleet().join(".git/index"), world.fleet().join(".git/next")).unwrap();
    world.git(&["rm", "-q", "a.nix"]);
    let next = Tree::staged(&world.fleet(), Some(".git/next".as_ref())).unwrap();
    assert_eq!(shown(&next), ["a.nix"]);
    assert_eq!(shown(&Tree::staged(&world.fleet(), None).unwrap()), [""; 0]);
}

#[test]
fn a_revision_is_seen_as_stored() {
    let world = repository_with(&["a.nix", "folder/b.nix", "run"]);
    link(&world, "link", "folder");
    put(&world, ".gitattributes", "*.bin filter=up\n");
    put(&world, "data.bin", "LOUD");
    world.git(&["config", "filter.up.clean", "tr A-Z a-z"]);
    world.git(&["add", "."]);
    world.git(&["update-index", "--chmod=+x", "run"]);
    world.git(&["commit", "-qm", "second"]);
    world.git(&["rm", "-rqf", "."]);
    put(&world, "later.nix", "");
    let tree = Tree::revision(&world.fleet(), "HEAD").unwrap();
    let all = [".gitattributes", "a.nix", "data.bin", "folder/", "folder/b.nix", "link@", "run*"];
    assert_eq!(shown(&tree), all);
    assert_eq!(tree.read_text(&path("folder/b.nix")).unwrap(), "committed\n");
    assert_eq!(tree.read_text(&path("data.bin")).unwrap(), "loud");
    assert_eq!(tree.read_link(&path("link")).unwrap(), "folder");
    assert_eq!(tree.hidden(&path("later.nix")).unwrap(), Some(Hidden::NotCommitted));
    assert_eq!(tree.files().unwrap().len(), 6);
    let first = Tree::revision(&world.fleet(), "HEAD~1").unwrap();
    assert_eq!(shown(&first), ["a.nix", "folder/", "folder/b.nix", "run"]);
    assert!(matches!(first.seen(), Seen::Revision(commit) if commit.len() == 40));
}

#[test]
fn a_submodule_of_a_revision_is_an_empty_folder() {
    let world = super::submodules::with_submodule();
    world.git(&["commit", "-qm", "submodule"]);
    let tree = Tree::revision(&world.fleet(), "HEAD").unwrap();
    assert_eq!(shown(&tree), [".gitmodules", "a.nix", "libs/", "libs/own/"]);
    assert_eq!(tree.list(&path("libs/own")).unwrap(), []);
}

#[test]
fn an_unknown_revision_is_the_users_error_and_a_broken_one_gits() {
    let world = repository_with(&["a.nix"]);
    for revision in ["nope", "--help", "HEAD:a.nix", ""] {
        let error = Tree::revision(&world.fleet(), revision).unwrap_err();
        assert_eq!(error.to_string(), format!("git knows no revision `{revision}`"));
    }
    let blob = git_text(&world, &["rev-parse", "HEAD:a.nix"]);
    let file = world.fleet().join(".git/objects").join(&blob[..2]).join(&blob[2..]);
    fs::remove_file(file).unwrap();
    let tree = Tree::revision(&world.fleet(), "HEAD").unwrap();
    let error = tree.read(&path("a.nix")).unwrap_err();
    assert_eq!(error.to_string(), "git does not have the content of a.nix");
    assert!(tree.read(&path("flake.nix")).is_ok(), "the conversation begins anew");
}

fn git_text(world: &World, args: &[&str]) -> String {
    String::from_utf8(world.git_output(args).stdout).unwrap().trim().to_owned()
}

#[test]
fn the_state_of_a_work_tree() {
    let world = World::new();
    world.git(&["init", "-q"]);
    let state = || Tree::work_tree(&world.fleet()).unwrap().git_state(None).unwrap().unwrap();
    assert_eq!(state(), GitState { commit: None, dirty: false, differs_in_index_alone: false });
    put(&world, "a b.nix", "");
    assert!(!state().dirty, "untracked files do not count");
    world.git(&["add", "."]);
    assert!(state().dirty);
    world.git(&["commit", "-qm", "first"]);
    let clean = state();
    assert!(!clean.dirty);
    assert_eq!(clean.commit, Some(git_text(&world, &["rev-parse", "HEAD"])));
    put(&world, "a b.nix", "changed");
    assert_eq!(state(), GitState { dirty: true, ..clean });
    assert_eq!(Tree::folder(&world.fleet()).unwrap().git_state(None).unwrap(), None);
}
