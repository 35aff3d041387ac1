//! The language tests of Nix itself: what they parse and what they do not.
//!
//! `NIXWARD_TEST_LANG` names `tests/functional` of Nix's repository. Without it
//! the test says so and passes.

use std::fs;
use std::path::Path;

use nixward::syntax::parse;

#[test]
fn agrees_with_the_language_tests() {
    let Some(folder) = std::env::var_os("NIXWARD_TEST_LANG") else {
        println!("skipped: NIXWARD_TEST_LANG is not set");
        return;
    };
    let (mut agreed, mut differ) = (0, Vec::new());
    for entry in fs::read_dir(Path::new(&folder).join("lang")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(expected) = accepts(&path, &name) else { continue };
        let problems = parse(&fs::read(&path).unwrap()).problems;
        if problems.is_empty() == expected {
            agreed += 1;
        } else {
            differ.push(format!("{name}: {problems:?}"));
        }
    }
    println!("{agreed} agree, {} differ", differ.len());
    assert!(differ.is_empty() && agreed > 0, "{}", differ.join("\n"));
}

/// Whether Nix parses the file, where its name says so.
fn accepts(path: &Path, name: &str) -> Option<bool> {
    let is_nix = path.extension().is_some_and(|extension| extension == "nix");
    // Flags switch on what is off by default.
    let plain = is_nix && !path.with_extension("flags").exists();
    let kind = name.split_once('-').filter(|_| plain).map(|(_, rest)| rest)?;
    match (name.starts_with("parse-"), name.starts_with("eval-")) {
        (true, _) => Some(kind.starts_with("okay-")),
        (_, true) if kind.starts_with("okay-") => Some(true),
        _ => None,
    }
}
