//! Golden cases, found by reading `tests/cases/<verb>/<case>/`:
//! - `cmd`: the arguments of nixward, one run a line; `'..'` holds words together
//! - `in/`: the tree it runs in, where it needs one
//! - `git`: makes that tree a git repository; each line is the arguments of a git command run in it
//!   after `git init`, and an empty file stands for `add -A`. A run with `--changed-since` finds git
//! - `path`: the programs of the machine that nixward may find, one a line; none without it
//! - `expected.txt`: for each run stdout, stderr and exit code
//! - `expected/`: the files that the runs write or change; a file gone is one that holds `(gone)`, and a
//!   copy of one of the modules of this repository one that holds `(modules/PATH)`
//!
//! What looks at files and changes none is run thrice: with a cold cache, a warm one and none.
//!
//! `NIXWARD_BLESS=1` writes the expected side anew; read the diff before you commit it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use crate::harness::{World, bless, compare, copy_tree, files, repository};

#[test]
fn every_case_gives_what_is_expected() {
    let cases = cases();
    let (queue, failures) = (Mutex::new(cases.iter()), Mutex::new(Vec::new()));
    let work = || {
        while let Some(case) = { queue.lock().unwrap().next() } {
            failures.lock().unwrap().extend(check(case).err());
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, Into::into);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    let (bad, all) = (failures.len(), cases.len());
    assert!(bad == 0 && all > 0, "{bad} of {all} cases:\n{}", failures.join("\n"));
}

/// All case folders, sorted.
fn cases() -> Vec<PathBuf> {
    let verbs = folders(&repository().join("tests/cases"));
    let all = verbs.iter().flat_map(|verb| folders(verb));
    // Those of facts are judged in evaluated.rs.
    all.filter(|case| !case.join("facts.json").is_file()).collect()
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<_> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn check(case: &Path) -> Result<(), String> {
    let commands = fs::read_to_string(case.join("cmd"))
        .map_err(|error| format!("{}: a case needs a file `cmd`: {error}", case.display()))?;
    let world = World::new();
    furnish(case, &world);
    if commands.contains("--changed-since") {
        world.give("git");
    }
    let before = files(&world.fleet());
    let transcript: String = commands.lines().map(|line| run(&world, line)).collect();
    compare(&case.join("expected.txt"), &transcript)?;
    for line in commands.lines().filter(|line| only_looks(line)) {
        let warm = run(&world, line);
        let without = run(&world, &format!("{line} --no-cache"));
        if warm != without.replace(" --no-cache", "") {
            let case = case.display();
            return Err(format!("{case}: a cache changes the answer\n{warm}\n{without}"));
        }
        if !transcript.contains(&warm) {
            return Err(format!("{}: a warm cache changes the answer\n{warm}", case.display()));
        }
    }

    let mut changes = files(&world.fleet());
    for (name, content) in before {
        if changes.get(&name) == Some(&content) {
            changes.remove(&name);
        } else {
            changes.entry(name).or_insert_with(|| b"(gone)\n".to_vec());
        }
    }
    for content in changes.values_mut() {
        if let Some(name) = modules().get(content) {
            *content = format!("(modules/{name})\n").into_bytes();
        }
    }
    compare_folders(&case.join("expected"), &changes)
}

/// The modules of this repository, by their content.
fn modules() -> &'static BTreeMap<Vec<u8>, String> {
    static MODULES: LazyLock<BTreeMap<Vec<u8>, String>> = LazyLock::new(|| {
        let modules = files(&repository().join("modules")).into_iter();
        modules.map(|(name, content)| (content, name.display().to_string())).collect()
    });
    &MODULES
}

/// Whether a run leaves everything as it was, so that it can be repeated.
fn only_looks(line: &str) -> bool {
    const LOOKING: &[&str] = &["check", "hosts", "files", "graph", "hooks run", "secrets check"];
    LOOKING.iter().any(|verb| line.starts_with(verb))
        && !["--fix", "--watch", "--baseline"].iter().any(|flag| line.contains(flag))
}

/// Fills the flake's folder as the case says.
fn furnish(case: &Path, world: &World) {
    if case.join("in").is_dir() {
        copy_tree(&case.join("in"), &world.fleet());
    }
    if let Ok(programs) = fs::read_to_string(case.join("path")) {
        programs.lines().for_each(|program| world.give(program));
    }
    if let Ok(steps) = fs::read_to_string(case.join("git")) {
        world.git(&["init", "--quiet", "--initial-branch=main"]);
        let steps = if steps.trim().is_empty() { "add -A" } else { &steps };
        steps.lines().for_each(|line| world.git(&words(line)));
    }
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
    words.retain(|word| !word.is_empty());
    words
}

/// The files of `expected` must be those of `actual`, no more, no less.
fn compare_folders(expected: &Path, actual: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), String> {
    if bless() && expected.is_dir() {
        fs::remove_dir_all(expected).unwrap();
    }
    let promised = if expected.is_dir() { files(expected) } else { BTreeMap::new() };
    if let Some(name) = promised.keys().find(|name| !actual.contains_key(*name)) {
        return Err(format!("{}: the runs write no such file", expected.join(name).display()));
    }
    let text = |content| String::from_utf8_lossy(content);
    actual.iter().try_for_each(|(name, content)| compare(&expected.join(name), &text(content)))
}
