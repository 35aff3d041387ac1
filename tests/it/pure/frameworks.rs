//! Flakes that build their hosts through a library, with the names that Nix 2.34 and the real
//! library give: `frameworks/flakes/<case>/`, the names in its `names.json`.
//!
//! With `NIXWARD_TEST_NIX` (a `nix` program), `NIXWARD_TEST_LIBRARIES` (a folder with the sources
//! of the libraries as `owner__repo`) and `NIXWARD_TEST_NIXPKGS` (a nixpkgs, or its `lib` alone) the
//! names are compared with those of that Nix as well; `NIXWARD_BLESS=1` then writes them anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use nixward::flake::hosts::{self, Output};
use nixward::tree::{RelPath, Source, Tree};

use crate::harness::{compare, repository};

const OUTPUTS: &[Output] = &[Output::Nixos, Output::Darwin, Output::Home];

#[test]
fn names_are_those_of_the_real_libraries() {
    let folder = repository().join("tests/it/pure/frameworks/flakes");
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let failures: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(case: &Path) -> Result<(), String> {
    let recorded = case.join("names.json");
    if let (Some(nix), Some(_)) =
        (std::env::var_os("NIXWARD_TEST_NIX"), std::env::var_os("NIXWARD_TEST_LIBRARIES"))
    {
        compare(&recorded, &by_nix(Path::new(&nix), case))?;
    }
    let recorded = std::fs::read_to_string(recorded).unwrap();
    let ours = by_nixward(case);
    if recorded == ours {
        Ok(())
    } else {
        Err(format!("{}:\n  Nix     {recorded}  nixward {ours}", case.display()))
    }
}

/// The names of each output as a line of JSON, or why they are not known in full.
fn by_nixward(case: &Path) -> String {
    let source = Source { tree: Tree::folder(case).unwrap(), flake_dir: RelPath::root() };
    let discovery = hosts::discover(&source).unwrap();
    if let Some(failure) = discovery.failure {
        return format!("{}\n", failure.why);
    }
    let mut names = BTreeMap::new();
    for output in OUTPUTS {
        let Some(found) = discovery.names(*output) else { continue };
        if !found.is_complete() {
            return format!("{}: {found:?}\n", output.path());
        }
        names.insert(output.path(), found.names.clone());
    }
    serde_json::to_string(&names).unwrap() + "\n"
}

fn by_nix(nix: &Path, case: &Path) -> String {
    let expression = format!(
        "import {} {{ flake = {}; }}",
        case.join("../../real.nix").display(),
        case.display()
    );
    let store = tempfile::tempdir().unwrap();
    let output = Command::new(nix)
        .args(["--extra-experimental-features", "nix-command flakes"])
        .args(["eval", "--impure", "--json", "--expr", &expression, "--store"])
        .arg(store.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    names.to_string() + "\n"
}
