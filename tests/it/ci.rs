//! `nixward ci`: what it writes holds to the rules of the forges, and its scripts do what they say.

mod scripts;
mod yaml;

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::harness::World;

const GITHUB: &str = ".github/workflows/nixward.yml";
const FORGEJO: &str = ".forgejo/workflows/nixward.yml";
const GITLAB: &str = ".gitlab/ci/nixward.yml";

/// Names that mean something else to YAML, to the shell or to both.
const NAMES: &[&str] = &["web", "no", "1e3", "$(touch pwned)", "it's", "a: b", "- x", "\"", "ü ü"];

/// A flake in a folder whose name wants quotes, with hosts of those names.
fn world() -> World {
    let world = World::new();
    let hosts: String = NAMES
        .iter()
        .map(|name| format!("    {} = lib.nixosSystem {{ }};\n", serde_json::json!(name)))
        .map(|line| line.replace("$(", "\\$("))
        .collect();
    let flake = format!(
        "{{\n  inputs.self.submodules = true;\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs\";\n  \
         outputs = {{ nixpkgs, ... }}: let inherit (nixpkgs) lib; in {{ nixosConfigurations = {{\n{hosts}  }}; }};\n}}\n"
    );
    put(&world, "my fleet/flake.nix", &flake);
    world
}

fn put(world: &World, name: &str, text: &str) {
    let file = world.fleet().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn text(world: &World, name: &str) -> String {
    fs::read_to_string(world.fleet().join(name)).unwrap()
}

/// Writes all three, for the flake in `folder` of a git repository.
fn write_all(world: &World, folder: &str) {
    for forge in ["github", "forgejo", "gitlab"] {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let args = ["-C", folder, "ci", forge];
        let output = world.command(&args).env("PATH", path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn all() -> World {
    let world = world();
    world.git(&["init", "-q", "--initial-branch=master"]);
    world.git(&["add", "-A"]);
    world.git(&["commit", "-qm", "x"]);
    write_all(&world, "my fleet");
    world
}

fn jobs(workflow: &Value) -> impl Iterator<Item = (&String, &Value)> {
    workflow["jobs"].as_object().unwrap().iter()
}

fn steps(job: &Value) -> &Vec<Value> {
    job["steps"].as_array().unwrap()
}

#[test]
fn values_stay_what_they_are() {
    let world = all();
    let mut names: Vec<&str> = NAMES.to_vec();
    names.sort_unstable();
    let forgejo = yaml::read(&text(&world, FORGEJO));
    assert_eq!(forgejo["jobs"]["evaluate"]["strategy"]["matrix"]["host"], serde_json::json!(names));
    for path in [GITHUB, FORGEJO] {
        let workflow = yaml::read(&text(&world, path));
        assert_eq!(workflow["on"]["push"]["branches"], serde_json::json!(["master"]));
        assert_eq!(workflow["defaults"]["run"]["working-directory"], "my fleet");
        for (_, job) in jobs(&workflow) {
            let checkout = &steps(job)[0]["with"];
            let reads = job["needs"].is_null() || job["needs"] == "nixward";
            assert_eq!(reads, checkout["submodules"] == "recursive", "{job}");
        }
    }
    let gitlab = yaml::read(&text(&world, GITLAB));
    assert_eq!(gitlab[".nixward"]["variables"]["FLAKE"]["value"], "my fleet");
    assert_eq!(gitlab[".nixward"]["variables"]["GIT_SUBMODULE_STRATEGY"], "recursive");
    let start = yaml::read(&text(&world, ".gitlab-ci.yml"));
    assert_eq!(start["include"][0]["local"], GITLAB);
}

#[test]
fn a_change_of_a_stranger_gets_nothing() {
    let world = all();
    for path in [GITHUB, FORGEJO] {
        let text = text(&world, path);
        assert!(!text.contains("pull_request_target") && !text.contains("{{ secrets"), "{text}");
        let workflow = yaml::read(&text);
        let concurrency = &workflow["concurrency"];
        assert!(concurrency["group"].as_str().unwrap().contains("github.ref"), "{concurrency}");
        for (name, job) in jobs(&workflow) {
            assert!(job["timeout-minutes"].is_i64(), "{name}");
            for step in steps(job) {
                check_step(step);
            }
        }
    }
    let workflow = yaml::read(&text(&world, GITHUB));
    assert_eq!(workflow["permissions"], serde_json::json!({}));
    for (name, job) in jobs(&workflow) {
        let mut permissions = job["permissions"].as_object().unwrap().clone();
        assert!(permissions.remove("contents").is_none_or(|may| may == "read"), "{name}");
        let writes = ["code-scanning", "comment"].contains(&name.as_str());
        assert_eq!(permissions.len(), usize::from(writes), "{name}: {permissions:?}");
        // What may write runs nothing of the change, and does nothing for a fork.
        assert!(!writes || !scripts(job).contains("nixward "), "{name}");
        let asks = job["if"].as_str().unwrap_or_default().contains("head.repo.full_name ==");
        assert_eq!(writes, asks, "{name}");
    }
    assert!(!text(&world, GITLAB).contains("TOKEN"));
}

/// All scripts of a job.
fn scripts(job: &Value) -> String {
    let scripts = steps(job).iter().filter_map(|step| step["run"].as_str());
    scripts.collect::<Vec<_>>().join("\n").replace("<!-- nixward impact -->", "")
}

fn check_step(step: &Value) {
    if let Some(script) = step["run"].as_str() {
        assert!(!script.contains("${{"), "a forge pastes values into {script}");
    }
    let Some(action) = step["uses"].as_str() else { return };
    let (name, version) = action.rsplit_once('@').unwrap();
    let pinned = version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    // The artifact actions of Forgejo are read by version.
    assert!(pinned || name.starts_with("https://data.forgejo.org/forgejo/"), "{action}");
    if name.ends_with("actions/checkout") {
        assert_eq!(step["with"]["persist-credentials"], false);
    }
}

#[test]
fn they_hold_to_their_schemas() {
    let world = all();
    write_into(&world, "plain");
    for folder in ["", "plain/"] {
        let path = |name: &str| format!("{folder}{name}");
        let (github, forgejo) = (path(GITHUB), path(FORGEJO));
        validates(&world, &["--builtin-schema", "vendor.github-workflows", &github, &forgejo]);
        let schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
        let files = [path(GITLAB), path(".gitlab-ci.yml")];
        validates(&world, &[&schema[..], &[&files[0], &files[1]]].concat());
    }
}

/// The same for a flake without anything that is written only at times.
fn write_into(world: &World, folder: &str) {
    put(world, &format!("{folder}/flake.nix"), "{\n  outputs = _: { };\n}\n");
    world.git(&["-C", folder, "init", "-q"]);
    world.git(&["-C", folder, "add", "-A"]);
    write_all(world, folder);
}

fn validates(world: &World, args: &[&str]) {
    let output = Command::new("check-jsonschema").args(args).current_dir(world.fleet()).output();
    match output {
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat())
        ),
        Err(_) => println!("skipped: check-jsonschema is not on PATH"),
    }
}

#[test]
fn what_somebody_has_edited_is_kept() {
    let world = world();
    let ci = |args: &[&str]| world.nixward(&[&["-C", "my fleet", "ci"], args].concat());
    let path = "my fleet/.github/workflows/nixward.yml";
    let told = ci(&["github", "--dry-run"]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("would write .github/"));
    let diff = ci(&["github", "--diff"]);
    assert!(String::from_utf8_lossy(&diff.stdout).contains("+    branches: [main]"));
    assert!(!world.fleet().join(path).exists());

    assert!(ci(&["github"]).status.success());
    let written = text(&world, path);
    assert!(String::from_utf8_lossy(&ci(&["github"]).stderr).contains("is up to date"));
    // Nobody has edited it: written anew, however it is called.
    let told = ci(&["github", "--branch", "trunk"]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("changed .github/"));
    assert!(text(&world, path).contains("branches: [trunk]"));

    for other in [written.replace("ubuntu-24.04", "mine"), "name: mine\n".to_owned()] {
        put(&world, path, &other);
        let refused = ci(&["github"]);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(refused.status.code() == Some(3) && said.contains("will not overwrite"), "{said}");
        assert_eq!(ci(&["github", "--dry-run"]).status.code(), Some(3));
        let diff = ci(&["github", "--diff"]);
        assert!(String::from_utf8_lossy(&diff.stdout).starts_with("--- a/.github/"));
        assert_eq!(text(&world, path), other);
    }
    assert!(ci(&["github", "--force"]).status.success());
    assert_eq!(text(&world, path), written);
}

#[test]
fn a_pipeline_of_gitlab_that_is_there_is_left_alone() {
    let world = world();
    put(&world, "my fleet/.gitlab-ci.yml", "test:\n  script: [\"true\"]\n");
    let output = world.nixward(&["-C", "my fleet", "ci", "gitlab"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("`- local: .gitlab/ci/nixward.yml`"),
        "{said}"
    );
    put(&world, "my fleet/.gitlab-ci.yml", "include:\n  - local: .gitlab/ci/nixward.yml\n");
    let output = world.nixward(&["-C", "my fleet", "ci", "gitlab"]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("add to"));
}

#[test]
fn an_expression_of_the_forge_is_no_value() {
    let world = world();
    let args = ["-C", "my fleet", "ci", "github", "--branch", "${{ github.token }}"];
    let output = world.nixward(&args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(3) && said.contains("expression of the forge"), "{said}");
}
