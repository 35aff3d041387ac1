//! Over the history of a real flake few evaluations are more than there must be, and no answer is stale.
//!
//! `NIXWARD_TEST_HISTORY` names a git repository with a folder of hosts, `NIXWARD_TEST_COMMITS` how many
//! of its last commits are replayed. Of each commit it is kept which file names which and what has
//! changed; what the files say is replaced by a warning with a hash of it, so that tests/bench can evaluate
//! them: the facts of a host change when a file that it is made of does.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nixward::tree::RelPath;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness;
use crate::nix::NixWorld;

/// Commits in an ordinary run.
const USUAL: usize = 200;

/// Where hosts lie: a folder, or a file, for each.
const FOLDERS: &[&str] = &["hosts", "machines", "nixos/hosts", "systems"];

/// Everything that a host of the history has of the bench.
const BASE: &str = r#"{ pins, ... }:
{
  fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; };
  boot.loader.grub.device = "/dev/sda";
  system.stateVersion = "26.05";
  warnings = [ pins.value ];
}
"#;

/// The files of a commit, by their paths.
type Commit = BTreeMap<String, Vec<u8>>;

#[test]
fn evaluations_are_few_and_no_answer_is_stale() {
    let Some(history) = std::env::var_os("NIXWARD_TEST_HISTORY").map(PathBuf::from) else {
        println!("skipped: NIXWARD_TEST_HISTORY is not set");
        return;
    };
    let Some(nix) = NixWorld::empty() else { return };
    nix.world().git(&["init", "-q", "-b", "main"]);
    let (mut evaluations, mut changes, mut asked) = (0, 0, 0);
    let mut before: BTreeMap<String, Value> = BTreeMap::new();
    for commit in commits(&history) {
        write(&nix, &files(&history, &commit));
        let truth: BTreeMap<String, Value> = serde_json::from_str(&nix.eval(&[".#facts"])).unwrap();
        let output = nix.nixward(&["facts", "--json"]);
        let error = String::from_utf8_lossy(&output.stderr);
        let report: Value = serde_json::from_slice(&output.stdout).expect(&error);
        let mut fresh = Vec::new();
        for host in report["hosts"].as_array().unwrap() {
            let name = host["host"].as_str().unwrap();
            let said = &host["facts"]["warnings"]["value"];
            assert_eq!(*said, truth[name], "{commit}: {name} is stale, cached {}", host["cached"]);
            if host["cached"] == false {
                fresh.push(name);
            }
        }
        evaluations += fresh.len();
        asked += truth.len();
        let changed: Vec<&String> = truth
            .iter()
            .filter(|(name, facts)| before.get(*name) != Some(facts))
            .map(|it| it.0)
            .collect();
        changes += changed.len();
        println!("{commit} of {}: evaluated {fresh:?}, changed {changed:?}", truth.len());
        before = truth;
    }
    println!("{asked} questions, {evaluations} evaluations, {changes} hosts whose facts changed");
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let ratio = evaluations as f64 / changes as f64;
    println!("evaluations per change: {ratio:.2}");
    assert!(ratio <= 1.5, "{ratio}");
}

fn git(history: &Path, args: &[&str]) -> Vec<u8> {
    let output = Command::new("git").arg("-C").arg(history).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The commits to replay, the oldest first.
fn commits(history: &Path) -> Vec<String> {
    let wanted = std::env::var("NIXWARD_TEST_COMMITS").ok().and_then(|value| value.parse().ok());
    let most = wanted.unwrap_or(USUAL).to_string();
    let args = ["rev-list", "--first-parent", "-n", &most, "HEAD"];
    let list = String::from_utf8(git(history, &args)).unwrap();
    let mut commits: Vec<String> = list.lines().map(str::to_owned).collect();
    commits.reverse();
    commits
}

/// The files of a commit: the text of Nix files, and of others, which may be missing where they are
/// large, the hash that git has of them.
fn files(history: &Path, commit: &str) -> Commit {
    let unpacked = tempfile::tempdir().unwrap();
    let archive = git(history, &["archive", "--format=tar", commit, ":(glob)**/*.nix"]);
    let file = unpacked.path().join(".archive");
    fs::write(&file, archive).unwrap();
    let status = Command::new("tar").arg("-xf").arg(&file).arg("-C").arg(unpacked.path()).status();
    assert!(status.unwrap().success());
    fs::remove_file(file).unwrap();
    let list = String::from_utf8(git(history, &["ls-tree", "-r", "-z", commit])).unwrap();
    let entries = list.split_terminator('\0').map(|entry| {
        let (object, path) = entry.split_once('\t').unwrap();
        (path.to_owned(), object.as_bytes().to_vec())
    });
    let mut files: Commit = entries.filter(|(path, _)| !is_nix(path)).collect();
    files.extend(
        harness::files(unpacked.path())
            .into_iter()
            .map(|(path, text)| (path.to_str().unwrap().to_owned(), text)),
    );
    files
}

/// Replaces the flake by this commit, and commits it.
fn write(nix: &NixWorld, commit: &Commit) {
    let fleet = nix.world().fleet();
    for entry in fs::read_dir(&fleet).unwrap().map(Result::unwrap) {
        let path = entry.path();
        match entry.file_name().to_str() {
            Some(".git" | "flake.lock") => {}
            _ if path.is_dir() => fs::remove_dir_all(path).unwrap(),
            _ => fs::remove_file(path).unwrap(),
        }
    }
    let put = |path: &str, text: String| {
        let path = fleet.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (path, content) in commit.iter().filter(|(path, _)| *path != "flake.lock") {
        put(path, if is_nix(path) { module(commit, path, content) } else { hash(content) });
    }
    put("bench-base.nix", BASE.to_owned());
    put("flake.nix", flake(nix, commit));
    nix.world().git(&["add", "-A", "-f"]);
    lock(nix, commit);
    nix.world().git(&["add", "-A", "-f"]);
    nix.world().git(&["commit", "-q", "--allow-empty", "-m", "next"]);
}

/// Locks the flake anew where the lock of the history has changed.
fn lock(nix: &NixWorld, commit: &Commit) {
    let pins = nix.beside("pins");
    fs::create_dir_all(&pins).unwrap();
    let locked = commit.get("flake.lock").map(|lock| hash(lock)).unwrap_or_default();
    let text = format!("{{ outputs = _: {{ value = \"{locked}\"; }}; }}\n");
    let (file, lock) = (pins.join("flake.nix"), nix.world().fleet().join("flake.lock"));
    if fs::read_to_string(&file).is_ok_and(|before| before == text) && lock.exists() {
        return;
    }
    fs::write(file, text).unwrap();
    drop(fs::remove_file(lock));
    nix.lock();
}

fn is_nix(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "nix")
}

fn hash(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}

/// A flake with the hosts of a commit; it differs where that of the commit does.
fn flake(nix: &NixWorld, commit: &Commit) -> String {
    let said = commit.get("flake.nix").map(|flake| hash(flake)).unwrap_or_default();
    let (bench, pins) = (nix.beside("bench"), nix.beside("pins"));
    let mut text = format!(
        "# {said}\n{{\n  inputs.nixpkgs.url = \"path:{}\";\n  inputs.pins.url = \"path:{}\";\n  \
         outputs = {{ self, nixpkgs, pins }}: {{\n    facts = builtins.mapAttrs (_: host: \
         host.config.warnings) self.nixosConfigurations;\n    nixosConfigurations = builtins.mapAttrs (_: \
         module: nixpkgs.lib.nixosSystem {{\n      system = \"x86_64-linux\";\n      specialArgs = {{ inherit \
         pins; }};\n      modules = [ ./bench-base.nix module ];\n    }}) {{\n",
        bench.display(),
        pins.display()
    );
    for (name, path) in hosts(commit) {
        writeln!(text, "      \"{name}\" = ./. + \"/{path}\";").unwrap();
    }
    text + "    };\n  };\n}\n"
}

/// The hosts of a commit and their files.
fn hosts(commit: &Commit) -> BTreeMap<String, String> {
    let mut hosts = BTreeMap::new();
    for folder in FOLDERS {
        for path in commit.keys() {
            let Some(below) = path.strip_prefix(&format!("{folder}/")) else { continue };
            let host = match below.split('/').collect::<Vec<_>>()[..] {
                [host, "default.nix" | "configuration.nix"] => host,
                [file] if file != "default.nix" => match file.strip_suffix(".nix") {
                    Some(host) => host,
                    None => continue,
                },
                _ => continue,
            };
            hosts.entry(host.to_owned()).or_insert_with(|| path.clone());
        }
        if !hosts.is_empty() {
            break;
        }
    }
    hosts
}

/// A module that imports, reads and lists what the original names, and warns of its content.
fn module(commit: &Commit, path: &str, content: &[u8]) -> String {
    let (mut imports, mut reads) = (String::new(), String::new());
    for named in paths(path, &String::from_utf8_lossy(content)) {
        let below = format!("{named}/");
        let literal = format!("(./. + \"/{}{named}\")", "../".repeat(path.matches('/').count()));
        let is_module = commit.contains_key(&named) && is_nix(&named);
        if is_module || commit.contains_key(&format!("{below}default.nix")) {
            write!(imports, " {literal}").unwrap();
        } else if commit.contains_key(&named) {
            write!(reads, " (builtins.readFile {literal})").unwrap();
        } else if commit.keys().any(|file| file.starts_with(&below)) {
            write!(reads, " (builtins.toJSON (builtins.readDir {literal}))").unwrap();
        }
    }
    format!("{{\n  imports = [{imports} ];\n  warnings = [ \"{}\"{reads} ];\n}}\n", hash(content))
}

/// The paths of the flake that a file names, relative to the flake.
fn paths(file: &str, text: &str) -> Vec<String> {
    let folder = RelPath::new(file).unwrap().parent().unwrap_or_else(RelPath::root);
    let is_of_path = |c: char| c.is_ascii_alphanumeric() || "./_+-".contains(c);
    let mut found: Vec<String> = text
        .lines()
        .filter_map(|line| line.split('#').next())
        .flat_map(|line| line.split(|c| !is_of_path(c)))
        .filter(|word| word.starts_with("./") || word.starts_with("../"))
        .filter_map(|word| folder.join(word.trim_end_matches(['/', '.'])))
        .map(|path| path.to_string())
        .filter(|path| !path.is_empty() && path != "." && path != file)
        .collect();
    found.sort();
    found.dedup();
    found
}
