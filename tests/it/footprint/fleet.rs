//! A fleet of small hosts, each of which depends on its flake in another way.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nixward::fsx::Cache;
use nixward::nix::Nix;
use nixward::nix::footprint::{Answered, Footprints, Question};
use nixward::tree::{Options, discover};
use serde_json::Value;

use crate::harness::World;
use crate::nix::nix;

/// Each host with the expression of its one fact.
pub(super) const HOSTS: &[(&str, &str)] = &[
    ("plain", "import ./hosts/plain.nix"),
    ("shared", "import ./hosts/shared.nix { inherit inventory; }"),
    ("folder", "builtins.attrNames (builtins.readDir ./modules)"),
    (
        "imports",
        "map (name: import (./modules + \"/${name}\")) (builtins.attrNames (builtins.readDir ./modules))",
    ),
    ("text", "builtins.readFile ./notes/a.txt"),
    ("exists", "map builtins.pathExists [ ./notes/b.txt ./extra/c.txt ./modules/new.nix ]"),
    ("copy", "\"${./notes}\""),
    ("kinds", "builtins.readDir ./."),
    ("input", "bench.value"),
    ("rev", "self.rev or self.dirtyRev or \"none\""),
    ("shape", "self ? rev"),
    ("modified", "self.lastModified"),
    ("hash", "self.narHash"),
    ("place", "\"${self}\""),
    ("path", "import ./hosts/path.nix"),
    ("path-hash", "import ./hosts/path-hash.nix"),
];

fn flake(bench: &Path) -> String {
    let mut text = format!("{{\n  inputs.bench.url = \"path:{}\";\n", bench.display());
    text += "  outputs = { self, bench }: let inventory = import ./fleet.nix; in {\n";
    for (name, fact) in HOSTS {
        writeln!(text, "    nixosConfigurations.{name}.fact = {fact};").unwrap();
    }
    text + "    all = builtins.mapAttrs (_: host: host.fact) self.nixosConfigurations;\n  };\n}\n"
}

/// The fleet in a closed world, with a Nix and a store.
pub(super) struct Fleet {
    pub(super) world: World,
    pub(super) nix: Nix,
    program: PathBuf,
    programs: Vec<PathBuf>,
    evaluations: std::cell::Cell<usize>,
}

impl Fleet {
    /// None, and a word about it, where there is no Nix.
    pub(super) fn new() -> Option<Self> {
        super::supervised();
        let Some(program) = nix() else {
            println!("skipped: there is no `nix` on PATH");
            return None;
        };
        let world = World::new();
        let nix = Nix::at(&program, variables(&world)).unwrap();
        let more = std::env::var_os("NIXWARD_TEST_NIXES").unwrap_or_default();
        let more = std::env::split_paths(&more).filter(|path| !path.as_os_str().is_empty());
        let programs = std::iter::once(program.clone()).chain(more).collect();
        let evaluations = std::cell::Cell::new(0);
        let fleet = Self { world, nix, program, programs, evaluations };
        fleet.write_bench(1);
        fleet.put("flake.nix", &flake(&fleet.beside("bench")));
        let files = [
            ("fleet.nix", "{ site = \"home\"; }\n"),
            ("hosts/plain.nix", "{ a = 1; }\n"),
            ("hosts/shared.nix", "{ inventory }: { inherit inventory; b = import ./plain.nix; }\n"),
            ("hosts/path.nix", "toString ../notes\n"),
            ("hosts/path-hash.nix", "builtins.hashString \"sha256\" (toString ../notes)\n"),
            ("modules/a.nix", "1\n"),
            ("modules/b.nix", "2\n"),
            ("notes/a.txt", "hello\n"),
            ("README.md", "nobody reads this\n"),
        ];
        for (path, text) in files {
            fleet.put(path, text);
        }
        fleet.world.git(&["init", "-q", "-b", "main"]);
        fleet.world.git(&["add", "."]);
        fleet.lock();
        fleet.world.git(&["add", "."]);
        fleet.world.git(&["commit", "-qm", "first"]);
        Some(fleet)
    }

    /// Evaluates from now on with one of the programs that there are.
    pub(super) fn use_nix(&mut self, number: usize) -> &Path {
        self.program.clone_from(&self.programs[number % self.programs.len()]);
        self.nix = Nix::at(&self.program, variables(&self.world)).unwrap();
        &self.program
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.world.fleet().with_file_name(name)
    }

    /// Another version of the input.
    pub(super) fn write_bench(&self, value: usize) {
        let bench = self.beside("bench");
        fs::create_dir_all(&bench).unwrap();
        let text = format!("{{ outputs = {{ self }}: {{ value = {value}; }}; }}\n");
        fs::write(bench.join("flake.nix"), text).unwrap();
    }

    /// Locks the input as it is.
    pub(super) fn lock(&self) {
        let file = self.world.fleet().join("flake.lock");
        drop(fs::remove_file(file));
        self.run(&["flake", "lock"]);
        self.world.git(&["add", "-N", "flake.lock"]);
    }

    pub(super) fn put(&self, path: &str, text: &str) {
        let path = self.world.fleet().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Nix itself, in the flake's folder; its stdout.
    pub(super) fn run(&self, args: &[&str]) -> String {
        let mut command = Command::new(&self.program);
        command.current_dir(self.world.fleet()).env_clear().envs(variables(&self.world));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.args(["--extra-experimental-features", "nix-command flakes"]).args(args);
        let output = command.output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "nix {}: {error}", args.join(" "));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What `nix eval .#` says of all hosts, or none where it fails.
    pub(super) fn truth(&self, host: &str) -> Option<Value> {
        let mut command = Command::new(&self.program);
        command.current_dir(self.world.fleet()).env_clear().envs(variables(&self.world));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.args(["--extra-experimental-features", "nix-command flakes"]);
        command.args(["eval", "--json", "--no-write-lock-file"]);
        command.arg(if host == "all" { ".#all".to_owned() } else { fact(host) });
        let output = command.output().unwrap();
        output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap())
    }

    /// What nixward says of a host, from earlier runs where that still holds.
    pub(super) fn answer(&self, footprints: &Footprints<'_>, host: &str) -> Answered {
        let text = format!("flake: flake.nixosConfigurations.\"{host}\".fact");
        let question = Question { host, text: &text };
        footprints
            .answer(question, |run| {
                self.evaluations.set(self.evaluations.get() + 1);
                run.ask(&self.nix, &text)
            })
            .unwrap()
            .unwrap()
    }

    /// How many evaluations there have been.
    pub(super) fn evaluations(&self) -> usize {
        self.evaluations.get()
    }

    /// Looks at the flake as it is now.
    pub(super) fn with<T>(&self, look: impl FnOnce(&Footprints<'_>) -> T) -> T {
        let source = discover(&self.world.fleet(), Options::default()).unwrap();
        let commits = Cache::open(&self.beside("known"), "commits", "a test");
        look(&Footprints::new(&source, &self.nix, self.beside("cache"), commits))
    }
}

fn fact(host: &str) -> String {
    format!(".#nixosConfigurations.{host}.fact")
}

impl Drop for Fleet {
    /// Nix makes its store read-only, so that nobody who is not root could remove the folder.
    fn drop(&mut self) {
        let _ = Command::new("chmod").arg("-R").arg("u+w").arg(self.beside("nix")).status();
    }
}

/// A store of its own, no network.
fn variables(world: &World) -> Vec<(std::ffi::OsString, std::ffi::OsString)> {
    let root = fs::canonicalize(world.fleet()).unwrap();
    let beside = |name: &str| root.with_file_name(name).into_os_string();
    let nix = |name: &str| root.with_file_name("nix").join(name).into_os_string();
    vec![
        ("HOME".into(), beside("home")),
        ("NIX_CONF_DIR".into(), nix("etc")),
        ("NIX_STORE_DIR".into(), nix("store")),
        ("NIX_STATE_DIR".into(), nix("var")),
        ("NIX_LOG_DIR".into(), nix("log")),
        (
            "NIX_CONFIG".into(),
            "experimental-features = nix-command flakes\nsandbox = false\nbuild-users-group =\nsubstituters =\nflake-registry =\n".into(),
        ),
        ("GIT_CONFIG_NOSYSTEM".into(), "1".into()),
    ]
}
