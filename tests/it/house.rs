//! Rules of the house that no lint knows.

use std::path::PathBuf;

use regex_lite::Regex;

use crate::harness::sources;

/// A file holds one idea.
const MOST_LINES: usize = 400;

/// Marks of unfinished work, written so that this file does not name them itself.
const UNFINISHED: &str = r"\b(TO[D]O|FIX[M]E|XX[X]|todo[!]|unimplemented[!]|dbg[!])";

#[test]
fn files_hold_one_idea() {
    let long: Vec<String> = ours()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "split by idea: {}", long.join(", "));
}

#[test]
fn nothing_is_left_unfinished() {
    let unfinished = Regex::new(UNFINISHED).unwrap();
    assert!(unfinished.is_match("// TO\u{44}O: later"), "the rule finds what it forbids");
    let found: Vec<String> = ours()
        .filter(|(_, text)| unfinished.is_match(text))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(found.is_empty(), "finish or file an issue: {}", found.join(", "));
}

/// Every Rust file of the repository.
fn ours() -> impl Iterator<Item = (PathBuf, String)> {
    ["src", "tests/it"].into_iter().flat_map(|folder| {
        let below = move |path| PathBuf::from(folder).join(path);
        sources(folder).into_iter().map(move |(path, text)| (below(path), text))
    })
}
