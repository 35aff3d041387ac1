//! Programs that manage the hooks of git, with nixward as one of them: pre-commit and git-hooks.nix.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::harness::{World, repository};
use crate::nix::nix;

/// The option modules of git-hooks.nix, with the hook of this flake, give what pre-commit is to read.
const HOOKS: &str = include_str!("managers/git-hooks.nix");

/// A repository with a flake and one commit, and nixward on PATH.
fn world() -> World {
    let world = World::new();
    symlink(env!("CARGO_BIN_EXE_nixward"), world.bin().join("nixward")).unwrap();
    world.git(&["init", "-q", "--initial-branch=main"]);
    put(&world, "flake.nix", "{\n  outputs = _: { value = import ./value.nix; };\n}\n");
    put(&world, "value.nix", "{ a = 1; }\n");
    world.git(&["add", "."]);
    world.git(&["commit", "-qm", "first"]);
    world
}

fn put(world: &World, name: &str, text: &str) {
    fs::write(world.fleet().join(name), text).unwrap();
}

/// A program of the machine in the flake's folder, with nixward beside it on PATH.
fn run(world: &World, program: &str, args: &[&str]) -> Output {
    let mut command = world.closed(program);
    command.env("PATH", path(world)).env("PRE_COMMIT_HOME", world.bin().with_file_name("kept"));
    command.env("GIT_CONFIG_COUNT", "1");
    command.envs([("GIT_CONFIG_KEY_0", "protocol.file.allow"), ("GIT_CONFIG_VALUE_0", "always")]);
    command.args(args).output().unwrap()
}

fn path(world: &World) -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(world.bin()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap()
}

fn has_pre_commit() -> bool {
    let found = Command::new("pre-commit").arg("--version").output();
    let has = found.is_ok_and(|output| output.status.success());
    if !has {
        println!("skipped: pre-commit is not on PATH");
    }
    has
}

/// Installed, the hook stops commits of what is staged and wrong, and of nothing else.
#[track_caller]
fn guards_commits(world: &World, config: &Value) {
    put(world, ".pre-commit-config.yaml", &config.to_string());
    world.git(&["add", ".pre-commit-config.yaml"]);
    let installed = run(world, "pre-commit", &["install"]);
    assert!(installed.status.success(), "{}", said(&installed));
    let commit = |world: &World| run(world, "git", &["commit", "-qm", "next"]);
    let well = commit(world);
    assert!(well.status.success(), "{}", said(&well));

    put(world, "value.nix", "{ a = ; }\n");
    put(world, "other.nix", "{ }\n");
    world.git(&["add", "other.nix"]);
    let well = commit(world);
    assert!(well.status.success(), "{}", said(&well));

    world.git(&["add", "value.nix"]);
    put(world, "value.nix", "{ a = 2; }\n");
    let refused = commit(world);
    assert!(!refused.status.success() && said(&refused).contains("error[NW001]"));

    // A key in a file that is no Nix.
    world.git(&["add", "value.nix"]);
    assert!(commit(world).status.success());
    let key = repository().join("secrets/keys/alex-TEST-ONLY");
    fs::copy(key, world.fleet().join("id")).unwrap();
    world.git(&["add", "id"]);
    let refused = commit(world);
    assert!(!refused.status.success() && said(&refused).contains("[NW515]"), "{}", said(&refused));
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

#[test]
fn pre_commit_takes_the_hooks_of_this_repository() {
    if !has_pre_commit() {
        return;
    }
    let world = world();
    // A repository as it clones this one, without what only a compiler needs.
    let hooks = World::new();
    hooks.git(&["init", "-q"]);
    let manifest = ".pre-commit-hooks.yaml";
    fs::copy(repository().join(manifest), hooks.fleet().join(manifest)).unwrap();
    hooks.git(&["add", "."]);
    hooks.git(&["commit", "-qm", "hooks"]);
    let valid = run(&hooks, "pre-commit", &["validate-manifest", manifest]);
    assert!(valid.status.success(), "{}", said(&valid));
    let head = String::from_utf8(hooks.git_output(&["rev-parse", "HEAD"]).stdout).unwrap();
    let config = serde_json::json!({ "repos": [{
        "repo": hooks.fleet(),
        "rev": head.trim(),
        "hooks": [{ "id": "nixward-system" }],
    }] });
    guards_commits(&world, &config);
}

/// `NIXWARD_TEST_GIT_HOOKS` names a checkout of git-hooks.nix, `NIXWARD_TEST_LIB` the `lib` of a nixpkgs.
#[test]
fn git_hooks_nix_takes_the_hook_of_the_flake() {
    let variable = |name: &str| std::env::var_os(name);
    let (Some(hooks), Some(lib), Some(nix)) =
        (variable("NIXWARD_TEST_GIT_HOOKS"), variable("NIXWARD_TEST_LIB"), nix())
    else {
        println!("skipped: NIXWARD_TEST_GIT_HOOKS and NIXWARD_TEST_LIB name no folders");
        return;
    };
    let world = world();
    let package = world.bin().with_file_name("package");
    fs::create_dir_all(package.join("bin")).unwrap();
    symlink(env!("CARGO_BIN_EXE_nixward"), package.join("bin/nixward")).unwrap();
    let expression = world.bin().with_file_name("hooks.nix");
    fs::write(&expression, HOOKS).unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let mut command = Command::new(nix.with_file_name("nix-instantiate"));
    command.args(["--eval", "--strict", "--json", &text(&expression)]);
    for (name, value) in [
        ("gitHooks", text(Path::new(&hooks))),
        ("nixpkgsLib", text(Path::new(&lib))),
        ("flake", text(repository())),
        ("program", text(&package)),
    ] {
        command.args(["--argstr", name, &value]);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let config: Value = serde_json::from_slice(&output.stdout).unwrap();
    let hook = &config["repos"][0]["hooks"][0];
    assert_eq!(hook["entry"], format!("{}/bin/nixward hooks run", package.display()));
    if has_pre_commit() {
        guards_commits(&world, &config);
    }
}
