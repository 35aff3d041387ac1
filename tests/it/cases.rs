//! Golden cases, found by reading `tests/cases/<verb>/<case>/`:
//! - `cmd`: the arguments of nixward, one run a line; `'..'` holds words together
//! - `in/`: the tree it runs in, where it needs one
//! - `git`: makes that tree a git repository; each line is the arguments of a git command run in it
//!   after `git init`, and an empty file stands for `add -A`
//! - `expected.txt`: for each run stdout, stderr and exit code
//! - `expected/`: the tree after the runs, where they change it
//!
//! `NIXWARD_BLESS=1` writes the expected side anew; read the diff before you commit it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{World, compare, copy_tree, repository};

#[test]
fn every_case_gives_what_is_expected() {
    let cases = cases();
    assert!(!cases.is_empty());
    let failures: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} cases:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

/// All case folders, sorted.
fn cases() -> Vec<PathBuf> {
    let verbs = folders(&repository().join("tests/cases"));
    verbs.iter().flat_map(|verb| folders(verb)).collect()
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<_> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn check(case: &Path) -> Result<(), String> {
    let world = World::new();
    if case.join("in").is_dir() {
        copy_tree(&case.join("in"), &world.fleet());
    }
    if let Ok(steps) = fs::read_to_string(case.join("git")) {
        world.git(&["init", "--quiet", "--initial-branch=main"]);
        let steps = if steps.trim().is_empty() { "add -A" } else { &steps };
        steps.lines().for_each(|line| world.git(&words(line)));
    }
    let commands = fs::read_to_string(case.join("cmd"))
        .map_err(|error| format!("{}: a case needs a file `cmd`: {error}", case.display()))?;
    let transcript: String = commands.lines().map(|line| run(&world, line)).collect();
    compare(&case.join("expected.txt"), &transcript)?;
    compare_trees(case, &world)
}

/// What one run says and how it ends.
fn run(world: &World, line: &str) -> String {
    let output = world.nixward(&words(line));
    let text = |bytes| world.redact(&String::from_utf8_lossy(bytes));
    let mut transcript = format!("$ nixward {line}\n{}", text(&output.stdout));
    if !output.stderr.is_empty() {
        let _ = write!(transcript, "--- stderr\n{}", text(&output.stderr));
    }
    let _ = writeln!(transcript, "--- exit {}", output.status.code().unwrap_or(-1));
    transcript
}

/// Splits at spaces outside of `'..'`.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for char in line.trim().chars() {
        match char {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(char),
        }
    }
    words
}

/// Every file of `expected/` must stand in the world as it stands there.
fn compare_trees(case: &Path, world: &World) -> Result<(), String> {
    let expected = case.join("expected");
    if !expected.is_dir() {
        return Ok(());
    }
    for file in files(&expected) {
        let name = file.strip_prefix(&expected).unwrap();
        let actual = fs::read_to_string(world.fleet().join(name))
            .map_err(|error| format!("{}: {error}", file.display()))?;
        compare(&file, &actual)?;
    }
    Ok(())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    folders(folder)
        .into_iter()
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}
