//! `nixward ci`: what it writes holds to the rules of the forges, and its scripts do what they say.

mod yaml;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::World;
use crate::nix::NixWorld;

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
            assert!(checkout["submodules"] == "recursive" || job["needs"] == "check", "{job}");
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
        assert_eq!(permissions.remove("contents"), Some("read".into()), "{name}");
        let writes = name == "code-scanning";
        assert_eq!(permissions.len(), usize::from(writes), "{name}: {permissions:?}");
        // What may write runs nothing of the change.
        assert!(!writes || steps(job).iter().all(|step| step["run"].is_null()), "{name}");
    }
    assert!(!text(&world, GITLAB).contains("TOKEN"));
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

/// A fleet of two hosts over the stand-in, and a flake that gives the nixward of these tests.
fn machine() -> Option<NixWorld> {
    let nix = NixWorld::empty()?;
    let world = nix.world();
    for args in [&["init"][..], &["init", "host", "web", "--role", "server"]] {
        assert!(world.nixward(args).status.success());
    }
    let flake = text(world, "flake.nix");
    let bench = format!("path:{}", nix.beside("bench").display());
    let tool = format!("path:{}", nix.beside("tool").display());
    let flake = flake.replace("github:NixOS/nixpkgs/nixos-26.05", &bench);
    put(world, "flake.nix", &flake.replace("github:nixward/nixward", &tool));
    let script = format!("#!/bin/sh\nexec {} \"$@\"\n", env!("CARGO_BIN_EXE_nixward"));
    put(world, "../tool/nixward", &script);
    put(
        world,
        "../tool/flake.nix",
        "{\n  outputs = _: {\n    packages.SYSTEM.default = derivation {\n      name = \"nixward\";\n      \
         system = \"SYSTEM\";\n      builder = \"/bin/sh\";\n      args = [\n        \"-c\"\n        \
         \"PATH=/bin:/usr/bin; mkdir -p $out/bin; cp ${./nixward} $out/bin/nixward; chmod +x $out/bin/nixward\"\n      \
         ];\n    };\n  };\n}\n"
            .replace("SYSTEM", &format!("{}-linux", std::env::consts::ARCH))
            .as_str(),
    );
    assert!(nix.with_nix("nix", &[]).args(["flake", "lock"]).output().unwrap().status.success());
    Some(nix)
}

/// What a runner keeps of one job.
struct Runner<'a> {
    nix: &'a NixWorld,
    temp: PathBuf,
}

impl Runner<'_> {
    /// Runs a script as a runner would: in bash, with what earlier steps put on PATH.
    #[track_caller]
    fn run(&self, script: &str, env: &[(&str, &str)]) -> String {
        let (output, path) = (self.temp.join("output"), self.temp.join("path"));
        let lines = fs::read_to_string(&path).unwrap_or_default();
        let before: Vec<PathBuf> = lines.lines().map(PathBuf::from).collect();
        let done = self
            .nix
            .with_nix("bash", &before)
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .env("RUNNER_TEMP", &self.temp)
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_PATH", &path)
            .envs(env.iter().copied())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{script}\n{said}{}", String::from_utf8_lossy(&done.stdout));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Runs the scripts of a job in order; what an action does stands for itself.
    #[track_caller]
    fn job(&self, job: &Value, env: &[(&str, &str)]) -> String {
        let scripts = steps(job).iter().filter(|step| {
            let installs = step["name"] == "Get what the installer of Nix needs";
            step["run"].is_string() && !installs
        });
        let run = |step: &Value| {
            let own = step["env"].as_object().into_iter().flatten();
            let own = own.filter(|(_, value)| !value.as_str().unwrap().contains("${{"));
            let own = own.map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
            let env: Vec<(&str, &str)> = own.chain(env.iter().copied()).collect();
            self.run(step["run"].as_str().unwrap(), &env)
        };
        scripts.map(run).collect()
    }
}

#[test]
fn the_scripts_of_actions_do_what_they_say() {
    let Some(nix) = machine() else { return };
    for (forge, path) in [("github", GITHUB), ("forgejo", FORGEJO)] {
        let output = nix.nixward(&["ci", forge]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let workflow = yaml::read(&text(nix.world(), path));
        // Each on a machine of its own, but for what is handed on.
        let temp = nix.beside(forge);
        fs::create_dir(&temp).unwrap();
        let runner = Runner { nix: &nix, temp };
        runner.job(&workflow["jobs"]["nixward"], &[]);
        if forge == "github" {
            let output = fs::read_to_string(runner.temp.join("output")).unwrap();
            assert_eq!(output, "hosts=[\"web\"]\n");
        }
        let said = runner.job(&workflow["jobs"]["check"], &[]);
        assert!(!said.contains("::error"), "{said}");
        let facts = runner.job(&workflow["jobs"]["evaluate"], &[("HOST", "web")]);
        assert!(facts.contains("drvPath"), "{facts}");
    }
    put(
        nix.world(),
        "hosts/web/hardware.nix",
        "{ assertions = [ { assertion = false; message = \"no\"; } ]; }\n",
    );
    let broken = nix.nixward(&["facts", "--drv", "--", "web"]);
    assert_eq!(broken.status.code(), Some(5), "what does not evaluate fails its job");
    let sarif = fs::read_to_string(nix.beside("github").join("sarif/nixward.sarif")).unwrap();
    assert!(sarif.contains("\"2.1.0\""), "{sarif}");
}

#[test]
fn the_scripts_of_gitlab_do_what_they_say() {
    let Some(nix) = machine() else { return };
    assert!(nix.nixward(&["ci", "gitlab"]).status.success());
    let pipeline = yaml::read(&text(nix.world(), GITLAB));
    let runner = Runner { nix: &nix, temp: nix.beside("gitlab") };
    fs::create_dir(&runner.temp).unwrap();
    let project = nix.world().fleet();
    let env = [
        ("CI_PROJECT_DIR", project.to_str().unwrap()),
        ("FLAKE", "."),
        ("NIXWARD", "nixward"),
        ("CI_JOB_IMAGE", "an-image"),
        ("HOST", "web"),
    ];
    let script = |job: &Value| {
        let lines = job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
        lines
            .collect::<Vec<_>>()
            .join("\n")
            .replace("/tmp/", &format!("{}/", runner.temp.display()))
    };
    runner.run(&script(&pipeline["nixward"]), &env);
    runner.run(&script(&pipeline["nixward check"]), &env);
    let report = text(nix.world(), "gl-code-quality-report.json");
    assert!(serde_json::from_str::<Value>(&report).unwrap().is_array(), "{report}");

    let child = Path::new(".nixward/hosts.yml");
    let jobs = yaml::read(&text(nix.world(), child.to_str().unwrap()));
    let job = &jobs["evaluate web"];
    assert_eq!(jobs.as_object().unwrap().len(), 1);
    assert_eq!(
        (&job["image"], &job["variables"]["HOST"]["value"]),
        (&"an-image".into(), &"web".into())
    );
    let schema = ["--builtin-schema", "vendor.gitlab-ci", ".nixward/hosts.yml"];
    validates(nix.world(), &schema);
    let facts = runner.run(&script(job), &env);
    assert!(facts.contains("drvPath"), "{facts}");
}
