//! Real Nix in a closed world: a store of its own, no network, nixpkgs replaced by tests/bench.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::harness::{World, copy_tree, repository};

/// What the flake of this repository is made of, tests/bench aside.
const FLAKE: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "build.rs",
    "docs",
    "flake.lock",
    "flake.nix",
    "hosts",
    "modules",
    "package.nix",
    "secrets",
    "src",
    "templates",
    "tests/it",
];

/// No sandbox: builds use the machine's own tools.
const SETTINGS: &str = "\
    experimental-features = nix-command flakes\n\
    sandbox = false\n\
    build-users-group =\n\
    substituters =\n";

/// A copy of this repository's flake, and a Nix to use it with.
pub struct NixWorld {
    world: World,
    nix: PathBuf,
}

impl NixWorld {
    /// None, and a word about it, where there is no Nix. `NIXWARD_TEST_NIX` names another `nix` than
    /// the one on PATH.
    pub fn with_flake() -> Option<Self> {
        let nix = Self::empty()?;
        nix.put_flake("fleet");
        Some(nix)
    }

    /// As [`Self::with_flake`], with nothing in the flake's folder.
    pub fn empty() -> Option<Self> {
        let Some(nix) = nix() else {
            println!("skipped: there is no `nix` on PATH");
            return None;
        };
        let world = World::new();
        let bench = world.fleet().with_file_name("bench");
        copy_tree(&repository().join("tests/bench"), &bench);
        fs::write(bench.join("machine.nix"), machine()).unwrap();
        // Old releases look a name up in the registry even where an input has it.
        let registry = bench.with_file_name("registry.json");
        fs::write(registry, "{ \"flakes\": [ ], \"version\": 2 }\n").unwrap();
        Some(Self { world, nix })
    }

    /// Copies the flake of this repository into a folder beside the flake's.
    pub fn put_flake(&self, folder: &str) -> PathBuf {
        let folder = self.beside(folder);
        for name in FLAKE {
            copy(&repository().join(name), &folder.join(name));
        }
        folder
    }

    /// Every start of Nix is written down from now on; see [`Self::starts`].
    pub fn count(&mut self) {
        let (folder, log) = (self.beside("counted"), self.beside("starts"));
        fs::create_dir_all(&folder).unwrap();
        let program = folder.join("nix");
        let text = format!(
            "#!/bin/sh\necho \"$1\" >> '{}'\nexec '{}' \"$@\"\n",
            log.display(),
            self.nix.display()
        );
        fs::write(&program, text).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        self.nix = program;
    }

    /// Locks the inputs of the flake.
    pub fn lock(&self) {
        let output = self.command().args(["flake", "lock"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// `nix eval --json ARGS` in the flake's folder.
    #[track_caller]
    pub fn eval(&self, args: &[&str]) -> String {
        let output = self.command().args(["eval", "--json"]).args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Takes a path out of the store.
    pub fn forget(&self, path: &Path) {
        let delete = ["store", "delete", "--ignore-liveness"];
        let output = self.command().args(delete).arg(path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// How often Nix was started since this was last asked.
    pub fn starts(&self) -> usize {
        let log = self.beside("starts");
        let starts = fs::read_to_string(&log).unwrap_or_default().lines().count();
        drop(fs::remove_file(log));
        starts
    }

    /// Where the flake's folder is.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Whether a build of the package takes seconds: since 1.91, cargo shares what it has compiled
    /// between two places. Says so where it does not.
    pub fn can_build_rust(&self) -> bool {
        let output = Command::new(env!("CARGO")).arg("--version").output().unwrap();
        let version = String::from_utf8(output.stdout).unwrap();
        let minor = version.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok());
        let can = minor.is_some_and(|minor| minor >= 91);
        if !can {
            println!("skipped: {} shares no build folder; 1.91 does", version.trim());
        }
        can
    }

    /// A folder beside the flake.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.world.fleet().with_file_name(name)
    }

    /// `nix VERB ARGS` in the flake's folder; `input` is the nixpkgs that is replaced.
    pub fn run(&self, input: &str, verb: &str, args: &[&str]) -> Output {
        let bench = format!("path:{}", self.beside("bench").display());
        let mut command = self.command();
        command.args(verb.split(' ')).args(["--no-write-lock-file", "--override-input", input]);
        command.arg(bench).args(args).output().unwrap()
    }

    /// As `run`, and must succeed: its stdout.
    #[track_caller]
    pub fn ok(&self, verb: &str, args: &[&str]) -> String {
        let output = self.run("nixpkgs", verb, args);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "nix {verb} {}: {error}", args.join(" "));
        String::from_utf8(output.stdout).unwrap()
    }

    /// As `ok`: its stdout as JSON.
    #[track_caller]
    pub fn json(&self, verb: &str, args: &[&str]) -> Value {
        serde_json::from_str(&self.ok(verb, args)).unwrap()
    }

    /// Evaluates the host `lab` with each of these modules: the first ones succeed, of the others each
    /// fails with its message. `judged` is what is computed of `c`, the configuration.
    #[track_caller]
    pub fn judges(&self, judged: &str, fine: &[&str], mistakes: &[(&str, &str)]) {
        let evaluate = |module: &str| {
            let apply = format!(
                "host: let c = (host.extendModules {{ modules = [ ({module}) ]; }}).config; in {judged}"
            );
            let lab = "path:.#nixosConfigurations.lab";
            self.run("nixpkgs", "eval", &["--raw", lab, "--apply", &apply])
        };
        for module in fine {
            let output = evaluate(module);
            assert!(
                output.status.success(),
                "{module}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        for (module, message) in mistakes {
            let output = evaluate(module);
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success() && error.contains(message), "{module}: {error}");
        }
    }

    /// nixward in the flake's folder, with this Nix on its PATH.
    pub fn nixward(&self, args: &[&str]) -> Output {
        self.with_nix(env!("CARGO_BIN_EXE_nixward"), &[]).args(args).output().unwrap()
    }

    /// A program in the flake's folder, about to be started with this Nix on its PATH, behind these
    /// folders.
    pub fn with_nix(&self, program: &str, before: &[PathBuf]) -> Command {
        let mut command = self.around(program);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let nix = self.nix.parent().map(Path::to_owned);
        let folders = before.iter().cloned().chain(nix).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(folders).unwrap());
        command
    }

    fn command(&self) -> Command {
        self.around(self.nix.to_str().unwrap())
    }

    fn around(&self, program: &str) -> Command {
        let mut command = self.world.closed(program);
        let (store, registry) = (self.beside("nix"), self.beside("registry.json"));
        command
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("NIX_CONFIG", format!("{SETTINGS}flake-registry = {}\n", registry.display()))
            .env("NIX_CONF_DIR", store.join("etc"))
            .env("NIX_STORE_DIR", store.join("store"))
            .env("NIX_STATE_DIR", store.join("var"))
            .env("NIX_LOG_DIR", store.join("log"));
        command
    }
}

impl Drop for NixWorld {
    /// Nix makes its store read-only, so that nobody who is not root could remove the folder.
    fn drop(&mut self) {
        let _ = Command::new("chmod").arg("-R").arg("u+w").arg(self.beside("nix")).status();
    }
}

pub fn nix() -> Option<PathBuf> {
    if let Some(nix) = std::env::var_os("NIXWARD_TEST_NIX") {
        return Some(nix.into());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("nix")).find(|nix| nix.is_file())
}

/// Builds use the cargo that runs this test, and what it has compiled already.
fn machine() -> String {
    let target = Path::new(env!("CARGO_BIN_EXE_nixward")).ancestors().nth(2).unwrap();
    let cargo = Path::new(env!("CARGO")).parent().unwrap();
    format!("{{ cargoBuildDir = {target:?}; path = [ {cargo:?} ]; }}\n")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    if from.is_dir() {
        copy_tree(from, to);
    } else {
        fs::copy(from, to).unwrap();
    }
}
