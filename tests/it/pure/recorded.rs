//! Expressions with the values that Nix 2.34 gives them: `recorded/*.txt`, an expression a line
//! and below it `=> ` with its value as JSON, or `error`.
//!
//! With `NIXWARD_TEST_NIX` (a `nix` program) the records are compared with that Nix as well;
//! `NIXWARD_BLESS=1` then writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use nixward::pure::fault::Eval;
use nixward::pure::path::PathData;
use nixward::pure::value::{RootId, Value};
use nixward::pure::{Evaluator, Options, on_deep_stack};
use nixward::tree::RelPath;

use crate::harness::{compare, repository};

#[test]
fn builtins_give_what_nix_gives() {
    let folder = repository().join("tests/it/pure/recorded");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let failures: Vec<String> = files.iter().filter_map(|file| check(file).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(file: &Path) -> Result<(), String> {
    if let Some(nix) = std::env::var_os("NIXWARD_TEST_NIX") {
        let nix = PathBuf::from(nix);
        compare(file, &answered(file, |expression| by_nix(&nix, expression)))?;
    }
    let recorded = fs::read_to_string(file).unwrap();
    let ours = on_deep_stack(|| answered(file, by_nixward)).unwrap();
    let mut expression = "";
    let mut wrong = Vec::new();
    for (recorded, ours) in recorded.lines().zip(ours.lines()) {
        if recorded != ours {
            wrong.push(format!("  {expression}\n    Nix     {recorded}\n    nixward {ours}\n"));
        }
        expression = recorded;
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}:\n{}", file.display(), wrong.join(""))) }
}

/// The file with each answer as `answer` gives it.
fn answered(file: &Path, answer: impl Fn(&str) -> String) -> String {
    let text = fs::read_to_string(file).unwrap();
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.starts_with("=> ")) {
        out.push_str(line);
        out.push('\n');
        if !line.is_empty() && !line.starts_with('#') {
            writeln!(out, "=> {}", answer(line)).unwrap();
        }
    }
    out
}

pub(super) fn by_nix(nix: &Path, expression: &str) -> String {
    // The text may be too long for an argument.
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(expression.as_bytes()).unwrap();
    let output = Command::new(nix)
        .args(["--extra-experimental-features", "nix-command flakes"])
        .args(["eval", "--impure", "--json", "--file"])
        .arg(file.path())
        .env("NIX_REMOTE", "dummy://")
        .output()
        .unwrap();
    let json: Result<serde_json::Value, _> = serde_json::from_slice(&output.stdout);
    json.map_or_else(|_| "error".to_owned(), |json| json.to_string())
}

pub(super) fn by_nixward(expression: &str) -> String {
    let mut ev = Evaluator::new(Options::default());
    let path = PathData { root: RootId::ABSOLUTE, rel: RelPath::root() };
    let value = ev.eval_text(path, expression.as_bytes());
    json_of(&mut ev, value)
}

/// A value as JSON, or what is wrong with it.
pub(super) fn json_of(ev: &mut Evaluator, value: Eval<Value>) -> String {
    let json = value.and_then(|value| {
        let thunk = ev.heap.done(value);
        ev.to_json(thunk)
    });
    match json {
        Ok(Ok(json)) => json.to_string(),
        Ok(Err(cause)) => format!("unknown: {}", ev.cause(cause).reason),
        Err(fault) if fault.is_limit() => format!("limit: {}", fault.message),
        Err(fault) if std::env::var_os("NIXWARD_TEST_SAY").is_some() => {
            format!("error: {}", fault.message)
        }
        Err(_) => "error".to_owned(),
    }
}
