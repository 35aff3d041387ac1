//! What small texts mean: `tests/syntax/<topic>.cases` has one a line, `<topic>.txt` beside it the
//! problems or the tree of each, as `nix-instantiate --parse` prints it.
//!
//! `NIXWARD_BLESS=1` writes the expected side anew. With `NIXWARD_TEST_NIX` each text is also held
//! against the real `nix-instantiate`, as in [`super::parity`].

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use nixward::syntax::hir::Hir;
use nixward::syntax::lines::LineIndex;
use nixward::syntax::parse;

use super::parity::{compare, named, parsed_by_nix};
use super::show::{Places, show};
use crate::harness;

/// Where nixward is known to differ from Nix, and why.
const KNOWN: &[(&str, &str)] = &[
    ("1 + !2", "rnix takes no `!` after an operator that binds tighter (always a type error)"),
    ("f: f let { body = 1; }", "rnix takes no `let { }` as an operand"),
    ("f: [ let { body = 1; } ]", "rnix takes no `let { }` as an operand"),
    ("0.a", "rnix joins `0.` to a number (to select from a number is always a type error)"),
    ("./a//b${\"c\"}", "one part rather than two, which make the same path"),
    ("x: y: x or y", "Nix blames the function before `or`"),
    ("f: a: [ (f a or) (f or a) f.or (f.a or f or) ]", "Nix blames the function before `or`"),
];

#[test]
fn small_texts_mean_what_is_expected() {
    let mut failures = Vec::new();
    for topic in topics() {
        let mut told = String::new();
        for case in cases(&topic) {
            let source = text(&case);
            let hir = parse(&source);
            let _ = write!(told, "{case}\n{}", describe(&source, &hir));
        }
        failures.extend(harness::compare(&topic.with_extension("txt"), &told).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn small_texts_mean_the_same_to_nix() {
    let Some(nix) = named() else {
        println!("skipped: NIXWARD_TEST_NIX is not set");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let cases: Vec<String> = topics().iter().flat_map(|topic| cases(topic)).collect();
    let file = |at: usize| folder.path().join(format!("{at}.nix"));
    let files: Vec<PathBuf> = (0..cases.len()).map(file).collect();
    for (file, case) in files.iter().zip(&cases) {
        fs::write(file, text(case)).unwrap();
    }
    let mut differences = Vec::new();
    for ((file, nix), case) in files.iter().zip(parsed_by_nix(&nix, &files)).zip(&cases) {
        match compare(file, &nix) {
            Err((kind, how)) if !KNOWN.iter().any(|(known, _)| known == case) => {
                differences.push(format!("{case}\n  {kind}: {how}"));
            }
            _ => {}
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn topics() -> Vec<PathBuf> {
    let folder = fs::read_dir(harness::repository().join("tests/syntax")).unwrap();
    let mut topics: Vec<PathBuf> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "cases"))
        .collect();
    topics.sort();
    topics
}

/// The first line says what the topic is.
fn cases(topic: &Path) -> Vec<String> {
    fs::read_to_string(topic).unwrap().lines().skip(1).map(str::to_owned).collect()
}

fn text(case: &str) -> Vec<u8> {
    let pictures = [('␤', "\n"), ('␍', "\r"), ('␀', "\0")];
    pictures
        .iter()
        .fold(case.to_owned(), |text, (picture, control)| text.replace(*picture, control))
        .into_bytes()
}

fn describe(source: &[u8], hir: &Hir) -> String {
    if hir.problems.is_empty() {
        let places = Places { folder: Path::new("/here"), home: "/home" };
        return format!("  = {}\n", String::from_utf8_lossy(&show(hir, &places)));
    }
    let index = LineIndex::new(source);
    let told = hir.problems.iter().map(|problem| {
        let at = index.range(problem.span);
        let (kind, message) = (problem.kind, &problem.message);
        format!(
            "  {}:{}-{}:{} {kind:?}: {message}\n",
            at.line, at.column, at.end_line, at.end_column
        )
    });
    told.collect()
}
