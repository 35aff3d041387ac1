//! The git hook, tried with real git: what is staged counts, whatever the work tree says.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Output;

use crate::harness::World;

const FLAKE: &str = "{\n  outputs = _: {\n    value = import ./value.nix;\n  };\n}\n";
const GOOD: &str = "{ a = 1; }\n";
const BAD: &str = "{ a = ; }\n";

/// A repository with a flake, one commit and the hook. Its git finds the nixward of these tests.
fn hooked() -> World {
    let world = repository("");
    said(&world, &["hooks", "install"]);
    world
}

/// A repository with a flake in this folder and one commit.
fn repository(folder: &str) -> World {
    let world = World::new();
    world.git(&["init", "-q", "--initial-branch=main"]);
    put(&world, &format!("{folder}flake.nix"), FLAKE);
    put(&world, &format!("{folder}value.nix"), GOOD);
    put(&world, &format!("{folder}fleet.nix"), "{\n  check.deny = \"warning\";\n}\n");
    world.git(&["add", "."]);
    world.git(&["commit", "-qm", "first"]);
    world
}

fn put(world: &World, name: &str, text: &str) {
    let file = world.fleet().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// What nixward says on stderr; it must succeed.
#[track_caller]
fn said(world: &World, args: &[&str]) -> String {
    let output = nixward(world, args);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "nixward {}: {text}", args.join(" "));
    world.redact(&text)
}

fn nixward(world: &World, args: &[&str]) -> Output {
    let mut command = world.command(args);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).output().unwrap()
}

/// A git with nixward beside it on PATH, in this folder of the repository.
fn git(world: &World, folder: &str, args: &[&str]) -> Output {
    let program = world.bin().join("nixward");
    if !program.exists() {
        symlink(env!("CARGO_BIN_EXE_nixward"), &program).unwrap();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(world.bin()).chain(std::env::split_paths(&path));
    let mut command = world.closed("git");
    command.current_dir(world.fleet().join(folder));
    command.env("PATH", std::env::join_paths(paths).unwrap()).args(args).output().unwrap()
}

#[track_caller]
fn commits(world: &World, args: &[&str]) {
    let output = git(world, "", &[&["commit", "-qm", "next"], args].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The commit is refused because of this.
#[track_caller]
fn refuses(world: &World, args: &[&str], because: &str) {
    let output = git(world, "", &[&["commit", "-qm", "next"], args].concat());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && text.contains(because), "{text}");
}

#[test]
fn staged_mistakes_are_refused_and_unstaged_ones_are_not_seen() {
    let world = hooked();
    put(&world, "value.nix", BAD);
    put(&world, "other.nix", GOOD);
    world.git(&["add", "other.nix"]);
    commits(&world, &[]);

    world.git(&["add", "value.nix"]);
    refuses(&world, &[], "error[NW001]");
    // What is right in the work tree does not help.
    put(&world, "value.nix", GOOD);
    refuses(&world, &[], "value.nix:1:7");
    world.git(&["add", "value.nix"]);
    commits(&world, &["--allow-empty"]);
}

#[test]
fn of_a_partly_staged_file_the_staged_part_counts() {
    let world = hooked();
    put(&world, "value.nix", "{ a = 2; }\n");
    world.git(&["add", "value.nix"]);
    put(&world, "value.nix", "{ a = 2; b = ; }\n");
    commits(&world, &[]);
    put(&world, "value.nix", "{ a = ; b = 2; }\n");
    world.git(&["add", "value.nix"]);
    put(&world, "value.nix", "{ a = 2; b = 2; }\n");
    refuses(&world, &[], "value.nix:1:7");
}

#[test]
fn renamed_and_deleted_files_are_missed() {
    let world = hooked();
    world.git(&["mv", "value.nix", "moved.nix"]);
    refuses(&world, &[], "[NW301]");
    put(&world, "flake.nix", &FLAKE.replace("value.nix", "moved.nix"));
    refuses(&world, &[], "[NW301]");
    world.git(&["add", "flake.nix"]);
    commits(&world, &[]);

    world.git(&["rm", "-q", "--cached", "moved.nix"]);
    refuses(&world, &[], "NW30");
}

#[test]
fn a_name_without_content_is_not_staged() {
    let world = hooked();
    put(&world, "flake.nix", &FLAKE.replace("value.nix", "new.nix"));
    put(&world, "new.nix", GOOD);
    world.git(&["add", "flake.nix"]);
    world.git(&["add", "-N", "new.nix"]);
    refuses(&world, &[], "NW30");
    world.git(&["add", "new.nix"]);
    commits(&world, &[]);
}

#[test]
fn a_commit_of_some_files_is_checked_as_what_it_will_be() {
    let world = hooked();
    put(&world, "value.nix", BAD);
    world.git(&["add", "value.nix"]);
    put(&world, "other.nix", GOOD);
    world.git(&["add", "-N", "other.nix"]);
    // Git makes an index of its own for this commit, where value.nix is as it was.
    commits(&world, &["other.nix"]);
    refuses(&world, &["value.nix"], "error[NW001]");
    world.git(&["reset", "-q"]);
    refuses(&world, &["-a"], "error[NW001]");
}

#[test]
fn all_work_trees_share_it_and_each_has_its_own_index() {
    let world = hooked();
    world.git(&["worktree", "add", "-q", "../second", "-b", "second"]);
    put(&world, "../second/value.nix", BAD);
    git(&world, "../second", &["add", "value.nix"]);
    let refused = git(&world, "../second", &["commit", "-qm", "x"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("error[NW001]"));
    commits(&world, &["--allow-empty"]);

    put(&world, "../second/value.nix", "{ a = 3; }\n");
    let all = git(&world, "../second", &["commit", "-qam", "x"]);
    assert!(all.status.success(), "{}", String::from_utf8_lossy(&all.stderr));

    // From there it is the same hook that is taken away.
    said(&world, &["-C", "../second", "hooks", "uninstall"]);
    assert!(!world.fleet().join(".git/hooks/pre-commit").exists());
}

/// The places where a commit may be made: the repository itself, a work tree of it, a submodule.
fn everywhere(check: impl Fn(&World, &str)) {
    check(&hooked(), ".");

    let world = hooked();
    world.git(&["worktree", "add", "-q", "second", "-b", "second"]);
    check(&world, "second");

    let (inner, world) = (repository(""), repository(""));
    world.git(&["submodule", "--quiet", "add", inner.fleet().to_str().unwrap(), "inner"]);
    said(&world, &["-C", "inner", "hooks", "install"]);
    check(&world, "inner");
}

#[test]
fn the_same_counts_in_every_place() {
    everywhere(|world, place| {
        let put = |name: &str, text: &str| put(world, &format!("{place}/{name}"), text);
        let stage = |args: &[&str]| {
            let done = git(world, place, args);
            assert!(done.status.success(), "{place}: {}", String::from_utf8_lossy(&done.stderr));
        };
        let refused = |args: &[&str]| {
            let output = git(world, place, &[&["commit", "-qm", "next"], args].concat());
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            if output.status.success() { String::new() } else { text }
        };
        // Unstaged.
        put("value.nix", BAD);
        put("other.nix", GOOD);
        stage(&["add", "other.nix"]);
        assert_eq!(refused(&[]), "", "{place}");
        // Staged, and staged in part.
        stage(&["add", "value.nix"]);
        put("value.nix", "{ a = 2; }\n");
        assert!(refused(&[]).contains("value.nix:1:7"), "{place}");
        stage(&["add", "value.nix"]);
        put("value.nix", "{ a = 2; b = ; }\n");
        assert_eq!(refused(&[]), "", "{place}");
        // Of two files one.
        put("other.nix", "{ b = ; }\n");
        assert!(refused(&["other.nix"]).contains("other.nix:1:7"), "{place}");
        put("value.nix", "{ a = 3; }\n");
        assert_eq!(refused(&["value.nix"]), "", "{place}");
        stage(&["checkout", "-q", "other.nix"]);
        // Renamed, with what names it and without.
        stage(&["mv", "value.nix", "moved.nix"]);
        assert!(refused(&[]).contains("[NW301]"), "{place}");
        put("flake.nix", &FLAKE.replace("value.nix", "moved.nix"));
        stage(&["add", "flake.nix"]);
        assert_eq!(refused(&[]), "", "{place}");
        // The last commit anew.
        put("moved.nix", BAD);
        stage(&["add", "moved.nix"]);
        assert!(refused(&["--amend"]).contains("error[NW001]"), "{place}");
    });
}

#[test]
fn in_a_submodule_and_around_one() {
    let inner = repository("");
    let world = repository("");
    let from = inner.fleet();
    world.git(&["submodule", "--quiet", "add", from.to_str().unwrap(), "inner"]);
    world.git(&["commit", "-qm", "inner"]);
    said(&world, &["-C", "inner", "hooks", "install"]);
    assert!(world.fleet().join(".git/modules/inner/hooks/pre-commit").exists());
    put(&world, "inner/value.nix", BAD);
    let refused = git(&world, "inner", &["commit", "-qam", "x"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("error[NW001]"));

    said(&world, &["hooks", "install"]);
    let flake = "{\n  inputs.self.submodules = true;\n  outputs = _: { value = import ./inner/value.nix; };\n}\n";
    put(&world, "flake.nix", flake);
    world.git(&["add", "flake.nix"]);
    // The submodule's staged commit is sound, whatever lies in its work tree.
    commits(&world, &[]);
    put(&world, "flake.nix", &flake.replace("value.nix", "none.nix"));
    world.git(&["add", "flake.nix"]);
    refuses(&world, &[], "[NW301]");
}

#[test]
fn a_flake_in_a_subfolder() {
    let world = repository("machines/my flake/");
    said(&world, &["-C", "machines/my flake", "hooks", "install"]);
    put(&world, "machines/my flake/value.nix", BAD);
    refuses(&world, &["-a"], "error[NW001]");
    // A commit that takes the flake away has nothing to check.
    world.git(&["rm", "-rqf", "machines"]);
    commits(&world, &[]);
}

#[test]
fn an_earlier_hook_runs_first_and_comes_back() {
    let world = repository("");
    let hook = world.fleet().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\necho earlier ran >&2\n[ ! -e stop ]\n").unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let before = fs::read(&hook).unwrap();

    said(&world, &["hooks", "install", "--dry-run"]);
    assert_eq!(fs::read(&hook).unwrap(), before);
    let text = said(&world, &["hooks", "install"]);
    assert!(text.contains("the hook that was there runs first"), "{text}");
    let text = said(&world, &["hooks", "install"]);
    assert!(text.contains("is installed already"), "{text}");

    put(&world, "value.nix", BAD);
    refuses(&world, &["-a"], "earlier ran");
    refuses(&world, &["-a"], "error[NW001]");
    put(&world, "value.nix", "{ a = 4; }\n");
    put(&world, "stop", "");
    refuses(&world, &["-a"], "earlier ran");
    fs::remove_file(world.fleet().join("stop")).unwrap();
    commits(&world, &["-a"]);

    said(&world, &["hooks", "uninstall", "--dry-run"]);
    said(&world, &["hooks", "uninstall"]);
    assert_eq!(fs::read(&hook).unwrap(), before);
    let refused = nixward(&world, &["hooks", "uninstall"]);
    assert_eq!(refused.status.code(), Some(3));
}

#[test]
fn hooks_of_others_are_left_alone() {
    let world = repository("");
    let refused = |because: &str| {
        let output = nixward(&world, &["hooks", "install"]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(3) && text.contains(because), "{text}");
    };
    let hook = world.fleet().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n")
        .unwrap();
    refused("belongs to pre-commit");

    let shared = world.fleet().with_file_name("shared");
    fs::create_dir(&shared).unwrap();
    world.git(&["config", "core.hooksPath", shared.to_str().unwrap()]);
    refused("which this repository does not have for itself");
    assert!(fs::read_dir(&shared).unwrap().next().is_none());
}

#[test]
fn a_hooks_path_of_the_repository_is_used() {
    let world = repository("");
    world.git(&["config", "core.hooksPath", ".githooks"]);
    said(&world, &["hooks", "install"]);
    assert!(world.fleet().join(".githooks/pre-commit").exists());
    put(&world, "value.nix", BAD);
    refuses(&world, &["-a"], "error[NW001]");
    said(&world, &["hooks", "uninstall"]);
    commits(&world, &["-a"]);
}

#[test]
fn without_nixward_nothing_is_committed_and_the_way_out_is_told() {
    let world = hooked();
    put(&world, "value.nix", "{ a = 5; }\n");
    let output = world.git_output(&["commit", "-qam", "x"]);
    let text = String::from_utf8_lossy(&output.stderr);
    let installed = nixward_is_on_path();
    assert!(
        installed || (!output.status.success() && text.contains("git commit --no-verify")),
        "{text}"
    );
}

fn nixward_is_on_path() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join("nixward").exists())
}

#[test]
fn outside_of_git_there_is_no_hook() {
    let world = World::new();
    let output = nixward(&world, &["hooks", "install"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is in no git work tree"));
}
