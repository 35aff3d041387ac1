//! What is told of a work tree from git's word of an earlier run, beside what git says now.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime};

use nixward::fsx::Cache;
use nixward::tree::Tree;

use super::{link, put, repository_with};
use crate::dice::Dice;
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
    match dice.below(19) {
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
            link(world, name, letter);
            // The links of the system have no times that could be set here.
            std::thread::sleep(Duration::from_millis(110));
            format!("link {name} to {letter}")
        }
        7..=11 => {
            for name in NAMES {
                make_old(world, name);
            }
            // Without nanoseconds in its comparisons git would keep what it has of files that
            // changed within this second.
            drop(fs::remove_file(world.fleet().join(".git/index")));
            world.git(&["add", "-A"]);
            world.git(&["commit", "-qm", "next", "--allow-empty"]);
            "commit all".to_owned()
        }
        number => {
            let commands: [&[&str]; 7] = [
                &["add", "-A"],
                &["rm", "-q", "--cached", "--ignore-unmatch", name],
                &["add", "-N", "."],
                &["reset", "-q", "--soft", "HEAD~1"],
                &["reset", "-q", "--hard"],
                &["pack-refs", "--all"],
                &["update-index", "--assume-unchanged", name],
            ];
            let command = commands[number % commands.len()];
            world.try_git(command);
            format!("git {}", command.join(" "))
        }
    }
}

/// In a repository that git itself refuses.
fn without_git<T>(world: &World, look: impl FnOnce() -> T) -> T {
    let (objects, away) = (world.fleet().join(".git/objects"), world.fleet().join(".git/away"));
    fs::rename(&objects, &away).unwrap();
    let seen = look();
    fs::rename(&away, &objects).unwrap();
    seen
}

#[test]
fn git_says_the_same() {
    let world = repository_with(&NAMES);
    for name in NAMES.iter().chain(&["flake.nix"]) {
        make_old(&world, name);
    }
    world.git(&["commit", "-qam", "second", "--allow-empty"]);
    let commits = commits(&world);
    let mut dice = Dice::new(4);
    let mut kept = 0;
    for step in 0..STEPS {
        let what = change(&world, &mut dice);
        let tree = || Tree::work_tree(&world.fleet()).unwrap();
        let gits = tree().git_state(None).unwrap();
        // What the first look keeps, the second uses.
        for look in 0..2 {
            let ours = tree().git_state(Some(&commits)).unwrap();
            assert_eq!(ours, gits, "step {step}, look {look}, {what}");
        }
        if let Ok(ours) = without_git(&world, || tree().git_state(Some(&commits))) {
            assert_eq!(ours, gits, "step {step}, {what}");
            kept += 1;
        }
    }
    assert!(kept > STEPS / 8, "it is of use: {kept}");
}

#[test]
fn a_branch_is_found_where_git_keeps_it() {
    let world = repository_with(&["a.nix"]);
    for name in ["a.nix", "flake.nix"] {
        make_old(&world, name);
    }
    world.git(&["update-index", "--refresh"]);
    world.git(&["branch", "-M", "main"]);
    let commits = commits(&world);
    let state = || Tree::work_tree(&world.fleet()).unwrap().git_state(Some(&commits));
    let first = state().unwrap();
    for (command, found) in [
        (&["pack-refs", "--all"][..], true),
        (&["checkout", "-q", "--detach"], true),
        (&["checkout", "-q", "-b", "deep/branch"], true),
        (&["symbolic-ref", "HEAD", "refs/other/branch"], false),
        (&["symbolic-ref", "HEAD", "refs/heads/none"], false),
        (&["symbolic-ref", "HEAD", "refs/heads/main"], true),
    ] {
        world.git(command);
        let gits = Tree::work_tree(&world.fleet()).unwrap().git_state(None).unwrap();
        assert_eq!(state().unwrap(), gits, "{command:?}");
        assert_eq!(without_git(&world, state).is_ok(), found, "{command:?}");
    }
    assert_eq!(state().unwrap(), first);
}
