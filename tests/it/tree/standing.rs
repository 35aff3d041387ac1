//! What is told of a work tree from git's word of an earlier run, beside what git says now.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime};

use nixward::fsx::Cache;
use nixward::tree::Tree;

use super::{link, put, repository_with};
use crate::footprint::Dice;
use crate::harness::World;

const NAMES: [&str; 4] = ["a.nix", "b.nix", "hosts/a.nix", "hosts/b.nix"];
const STEPS: usize = 200;

fn commits(world: &World) -> Cache {
    Cache::open(&world.fleet().join("../known"), "commits", "a test").unwrap()
}

/// Long before now, and the same for all: neither time nor size tells what was written.
fn make_old(world: &World, name: &str) {
    let then = SystemTime::UNIX_EPOCH + Duration::new(1_600_000_000, 5);
    let file = world.fleet().join(name);
    if file.is_file() && !file.is_symlink() {
        File::options().append(true).open(file).unwrap().set_modified(then).unwrap();
    }
}

fn change(world: &World, dice: &mut Dice) -> String {
    let name = dice.pick(&NAMES);
    let file = world.fleet().join(name);
    let letter = dice.pick(&["1", "2"]);
    match dice.below(16) {
        0..=3 => {
            if file.is_symlink() {
                fs::remove_file(&file).unwrap();
            }
            put(world, name, letter);
            make_old(world, name);
            format!("write {letter} to {name}")
        }
        4 => {
            drop(fs::remove_file(&file));
            format!("remove {name}")
        }
        5 if file.is_file() && !file.is_symlink() => {
            let mode = if letter == "1" { 0o755 } else { 0o644 };
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            format!("chmod {mode:o} {name}")
        }
        6 => {
            drop(fs::remove_file(&file));
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            link(world, name, letter);
            format!("link {name} to {letter}")
        }
        number => {
            let commands: [&[&str]; 9] = [
                &["add", "-A"],
                &["add", "-A"],
                &["commit", "-qam", "next", "--allow-empty"],
                &["commit", "-qam", "next", "--allow-empty"],
                &["rm", "-q", "--cached", "--ignore-unmatch", name],
                &["add", "-N", "."],
                &["reset", "-q", "--soft", "HEAD~1"],
                &["pack-refs", "--all"],
                &[
                    "update-index",
                    if letter == "1" { "--assume-unchanged" } else { "--no-assume-unchanged" },
                    name,
                ],
            ];
            let command = commands[number.saturating_sub(7)];
            world.try_git(command);
            if command[0] == "commit" {
                world.try_git(&["add", "-A"]);
            }
            format!("git {}", command.join(" "))
        }
    }
}

#[test]
fn git_says_the_same() {
    let world = repository_with(&NAMES);
    NAMES.iter().chain(&["flake.nix"]).for_each(|name| make_old(&world, name));
    world.git(&["commit", "-qam", "second", "--allow-empty"]);
    let commits = commits(&world);
    let mut dice = Dice::new(4);
    let mut kept = 0;
    for step in 0..STEPS {
        let what = change(&world, &mut dice);
        let tree = || Tree::work_tree(&world.fleet()).unwrap();
        // Twice: what the first look keeps, the second uses.
        for look in 0..2 {
            let before = fs::metadata(commits.folder()).unwrap().modified().unwrap();
            let ours = tree().git_state(Some(&commits)).unwrap();
            let gits = tree().git_state(None).unwrap();
            assert_eq!(ours, gits, "step {step}, look {look}, {what}");
            let after = fs::metadata(commits.folder()).unwrap().modified().unwrap();
            let is_clean = gits.is_some_and(|state| !state.dirty);
            kept += usize::from(look == 1 && is_clean && before == after);
        }
    }
    assert!(kept > STEPS / 10, "it is of use: {kept}");
}

#[test]
fn a_branch_is_found_where_git_keeps_it() {
    let world = repository_with(&["a.nix"]);
    ["a.nix", "flake.nix"].iter().for_each(|name| make_old(&world, name));
    world.git(&["update-index", "--refresh"]);
    world.git(&["branch", "-M", "main"]);
    let commits = commits(&world);
    let state = || Tree::work_tree(&world.fleet()).unwrap().git_state(Some(&commits)).unwrap();
    let first = state();
    for command in [
        &["pack-refs", "--all"][..],
        &["checkout", "-q", "--detach"],
        &["checkout", "-q", "-b", "deep/branch"],
        &["symbolic-ref", "HEAD", "refs/other/branch"],
        &["symbolic-ref", "HEAD", "refs/heads/main"],
    ] {
        world.git(command);
        let gits = Tree::work_tree(&world.fleet()).unwrap().git_state(None).unwrap();
        assert_eq!(state(), gits, "{command:?}");
    }
    assert_eq!(state(), first);
}
