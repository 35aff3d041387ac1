//! The scripts of the workflows, run with real Nix as a runner would run them.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use serde_json::Value;

use super::{FORGEJO, GITHUB, GITLAB, put, steps, text, validates, yaml};
use crate::harness::World;
use crate::nix::NixWorld;

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
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-qm", "x"]] {
        world.git(args);
    }
    // The change.
    let change = "{ lib, ... }:\n{\n  imports = [ ./hardware.nix ];\n  networking.hostName = lib.mkForce \"other\";\n}\n";
    put(world, "hosts/web/default.nix", change);
    Some(nix)
}

/// The commit that a change starts from.
fn base(world: &World) -> String {
    let head = world.git_output(&["rev-parse", "HEAD"]).stdout;
    String::from_utf8(head).unwrap().trim().to_owned()
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
            let folder = step["working-directory"].is_string().then_some("cd \"$RUNNER_TEMP\"\n");
            self.run(&[folder.unwrap_or_default(), step["run"].as_str().unwrap()].concat(), &env)
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
        let base = base(nix.world());
        let summary = runner.temp.join("summary");
        let env = [("BASE", base.as_str()), ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
        runner.job(&workflow["jobs"]["impact"], &env);
        let impact = fs::read_to_string(runner.temp.join("impact/impact.md")).unwrap();
        assert!(impact.contains("1 of 1 systems differ"), "{impact}");
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
    let base = base(nix.world());
    let env = [&env[..], &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.as_str())]].concat();
    let impact = runner.run(&script(&pipeline["nixward impact"]), &env);
    assert!(impact.contains("1 of 1 systems differ"), "{impact}");
}

/// A forge that has these comments, and what was asked of it.
fn forge(comments: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, asked) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().map(Result::unwrap) {
            let mut stream = BufReader::new(stream);
            let (mut first, mut length) = (String::new(), 0);
            stream.read_line(&mut first).unwrap();
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).unwrap();
                let line = line.trim_end().to_lowercase();
                if line.is_empty() {
                    break;
                }
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            let body = String::from_utf8(body).unwrap();
            let answer = if first.starts_with("GET") { comments } else { "{}" };
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n";
            let answer = format!("{head}content-length: {}\r\n\r\n{answer}", answer.len());
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
            sender
                .send(format!("{} {body}", first.trim_end().trim_end_matches(" HTTP/1.1")))
                .unwrap();
        }
    });
    (address, asked)
}

const MARK: &str = "<!-- nixward impact -->";

#[test]
fn one_comment_is_written_anew() {
    let Some(nix) = NixWorld::empty() else { return };
    let world = nix.world();
    put(world, "flake.nix", "{\n  outputs = _: { };\n}\n");
    for forge in ["github", "forgejo"] {
        assert!(world.nixward(&["ci", forge]).status.success());
    }
    let job = |path: &str| yaml::read(&text(world, path))["jobs"]["comment"].clone();
    let temp = nix.beside("runner");
    fs::create_dir_all(temp.join("impact")).unwrap();
    fs::write(temp.join("impact/impact.md"), "It's \"said\".\n").unwrap();
    let runner = Runner { nix: &nix, temp };

    if Command::new("node").arg("--version").output().is_err() {
        println!("skipped: node is not on PATH");
    } else {
        let old = r#"[{ "id": 3, "body": "hello" }, { "id": 7, "body": "<!-- nixward impact -->\nold" }]"#;
        let ours = r#"{"body":"<!-- nixward impact -->\nIt's \"said\".\n"}"#;
        let expected = [("[]", "POST /issues/5/comments"), (old, "PATCH /issues/comments/7")];
        for (comments, wanted) in expected {
            let (address, asked) = forge(comments);
            let issues = format!("{address}/issues");
            let env = [("TOKEN", "t"), ("ISSUES", issues.as_str()), ("NUMBER", "5")];
            runner.job(&job(FORGEJO), &env);
            assert_eq!(asked.recv().unwrap(), "GET /issues/5/comments ");
            assert_eq!(asked.recv().unwrap(), format!("{wanted} {ours}"));
        }
    }

    // Stands in for gh: tells the comment that is there, and keeps what it is asked for.
    for (known, wanted) in [("", "--silent all"), ("9", "--silent --method PATCH one/9")] {
        let gh = format!(
            "#!/bin/sh\ncase $* in *--jq*) echo {known};; *) echo \"$*\" > \"$RUNNER_TEMP/asked\";; esac\n"
        );
        put(world, "../runner/bin/gh", &gh);
        let program = runner.temp.join("bin/gh");
        fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(runner.temp.join("path"), runner.temp.join("bin").to_str().unwrap()).unwrap();
        runner.job(&job(GITHUB), &[("GH_TOKEN", "t"), ("COMMENTS", "all"), ("COMMENT", "one")]);
        let asked = fs::read_to_string(runner.temp.join("asked")).unwrap();
        assert_eq!(asked, format!("api {wanted} --field body=@comment.md\n"));
        let comment = fs::read_to_string(runner.temp.join("comment.md")).unwrap();
        assert_eq!(comment, format!("{MARK}\nIt's \"said\".\n"));
    }
}
