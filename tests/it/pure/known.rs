//! The functions of the known libraries beside the real ones: `known/*.txt`, an expression over
//! `lib` a line and below it `=> ` with the value that Nix 2.34 and the real library give.
//!
//! With `NIXWARD_TEST_NIX` (a `nix` program) that Nix is asked what our own texts give; with
//! `NIXWARD_TEST_LIB` (the folder `lib` of a nixpkgs) as well, what the real library gives.
//! `NIXWARD_BLESS=1` then writes the records anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use nixward::pure::path::PathData;
use nixward::pure::{Evaluator, Options, known, on_deep_stack};
use nixward::tree::{RelPath, Tree};

use super::recorded::{by_nix, json_of};
use crate::harness::{compare, repository};

#[test]
fn known_functions_give_what_the_real_ones_give() {
    let mut failures = Vec::new();
    for file in records() {
        if let Some(nix) = std::env::var_os("NIXWARD_TEST_NIX").map(PathBuf::from) {
            let with = |lib: PathBuf| {
                let nix = nix.clone();
                move |line: &str| by_nix(&nix, &with_lib(line, &lib))
            };
            if let Some(real) = std::env::var_os("NIXWARD_TEST_LIB") {
                failures.extend(compare(&file, &answered(&file, &with(real.into()))).err());
            }
            let own = repository().join("src/pure/known/nixpkgs/lib");
            failures.extend(wrong(&file, "Nix with our text", &with(own)));
        }
        failures.extend(on_deep_stack(|| wrong(&file, "nixward", &by_nixward)).unwrap());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The folder that relative paths of the records start from.
fn files() -> PathBuf {
    repository().join("tests/it/pure/known/files")
}

/// A line as an expression of its own, for Nix.
fn with_lib(line: &str, lib: &Path) -> String {
    let line = line.replace(" ./", &format!(" {}/", files().display()));
    format!("let lib = import {}; in {line}", lib.display())
}

fn by_nixward(line: &str) -> String {
    let mut ev = Evaluator::new(Options::default());
    let tree = Tree::folder(&files()).unwrap();
    let root = ev.add_root(tree, Some(files().display().to_string()));
    let known = known::source(&mut ev, "github:nixos/nixpkgs").unwrap();
    let lib = ev.path_value(known.root, known.rel.join("lib").unwrap());
    let path = PathData { root, rel: RelPath::new("expression.nix").unwrap() };
    let value = ev
        .eval_text(path, format!("path: let lib = import path; in {line}").as_bytes())
        .and_then(|function| {
            let lib = ev.heap.done(lib);
            ev.call(function, lib)
        });
    json_of(&mut ev, value)
}

fn records() -> Vec<PathBuf> {
    let folder = repository().join("tests/it/pure/known");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    files
}

/// Where an answer differs from the record.
fn wrong(file: &Path, who: &str, answer: &dyn Fn(&str) -> String) -> Option<String> {
    let recorded = fs::read_to_string(file).unwrap();
    let ours = answered(file, answer);
    let mut expression = "";
    let mut wrong = String::new();
    for (recorded, ours) in recorded.lines().zip(ours.lines()) {
        if recorded != ours {
            writeln!(wrong, "  {expression}\n    real {recorded}\n    {who} {ours}").unwrap();
        }
        expression = recorded;
    }
    (!wrong.is_empty()).then(|| format!("{}:\n{wrong}", file.display()))
}

/// The file with each answer as `answer` gives it.
fn answered(file: &Path, answer: &dyn Fn(&str) -> String) -> String {
    let text = fs::read_to_string(file).unwrap();
    let folder = files().display().to_string();
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.starts_with("=> ")) {
        out.push_str(line);
        out.push('\n');
        if !line.is_empty() && !line.starts_with('#') {
            // No path of this machine in the record.
            writeln!(out, "=> {}", answer(line).replace(&folder, "FILES")).unwrap();
        }
    }
    out
}
