//! Nonsense in, no panic out: soups of tokens, and real text that was damaged.
//!
//! A few hundred texts in every run; `NIXWARD_FUZZ_SECONDS` keeps going for that long, with real
//! text from `NIXWARD_FUZZ_CORPUS` (a folder) besides the repository's own. With
//! `NIXWARD_TEST_NIX` the soups are also held against the real `nix-instantiate`.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nixward::syntax::hir::{ExprId, Hir};
use nixward::syntax::lines::LineIndex;
use nixward::syntax::parse;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::parity::{compare, nix_files, parsed_by_nix};
use crate::harness::repository;

/// What a text may take, generously: tests run beside others.
const MOST_TIME: Duration = Duration::from_secs(1);

/// Everything the lexer knows, and a little that it does not.
const PIECES: &[&str] = &[
    "a",
    "b",
    "x",
    "or",
    "if ",
    "then ",
    "else ",
    "let ",
    "in ",
    "with ",
    "assert ",
    "rec ",
    "inherit ",
    "__curPos",
    "__sub",
    "a.b",
    "1",
    "0",
    "1.5",
    ".5",
    "1.",
    "0.",
    "1.5e",
    "e3",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "${",
    "\"",
    "\"a\"",
    "''",
    "''a''",
    "'",
    "''$",
    "'''",
    "''\\",
    "\\",
    "$",
    "$$",
    ":",
    ": ",
    ";",
    ",",
    ".",
    "...",
    "@",
    "=",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "&&",
    "||",
    "->",
    "//",
    "/",
    "++",
    "+",
    "-",
    "*",
    "!",
    "?",
    "|>",
    "<|",
    "|",
    "&",
    "~/",
    "~",
    "./a",
    "../",
    "/a",
    "a/b",
    "/",
    "<a>",
    "<a/",
    "http://a",
    "a:b",
    "#",
    "# a\n",
    "/*",
    "*/",
    " ",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "\u{a0}",
    "ä",
    "{ a, b ? 1, ... }@x: ",
    "x: ",
    "a = 1; ",
    "inherit (a) b; ",
    "a.b = ",
    "\"${a}\"",
    "{ }",
    "[ ]",
];

/// What we say of the few things that Nix parses and rnix does not (see [`super::golden`]).
const REFUSED_BY_RNIX: &[&str] = &["needs parentheses around it", "selected from a number"];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// Text that is Nix more often than not.
fn expression() -> impl Strategy<Value = String> {
    let leaf =
        prop::sample::select(&["a", "1", "\"s\"", "./p", "{ }", "[ ]", "builtins", "''i''"][..]);
    leaf.prop_map(str::to_owned).prop_recursive(5, 40, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("a: {a}")),
            inner.clone().prop_map(|a| format!("-{a}")),
            inner.clone().prop_map(|a| format!("!{a}")),
            inner.clone().prop_map(|a| format!("\"x${{{a}}}y\"")),
            inner.clone().prop_map(|a| format!("''\n  x\n    ${{{a}}}\n  ''")),
            inner.clone().prop_map(|a| format!("./p/${{{a}}}/q")),
            two.clone().prop_map(|(a, b)| format!("{a} {b}")),
            two.clone().prop_map(|(a, b)| format!("[ {a} {b} ]")),
            two.clone().prop_map(|(a, b)| format!("{{ a = {a}; b.c = {b}; inherit a; }}")),
            two.clone().prop_map(|(a, b)| format!("{{ a.b = {a}; a = {b}; }}")),
            two.clone().prop_map(|(a, b)| format!("let a = {a}; in {b}")),
            two.clone().prop_map(|(a, b)| format!("with {a}; {b}")),
            two.clone().prop_map(|(a, b)| format!("{{ a ? {a}, ... }}@x: {b}")),
            two.clone().prop_map(|(a, b)| format!("{a} ? b.c == {b}")),
            two.clone().prop_map(|(a, b)| format!("{a}.b or {b}")),
            (two, prop::sample::select(&["+", "-", "//", "++", "->", "<", "&&", "/", "*"][..]))
                .prop_map(|((a, b), op)| format!("{a} {op} {b}")),
        ]
    })
}

/// Cuts, doubles and swaps pieces of a text.
fn damaged(texts: Vec<String>) -> impl Strategy<Value = String> {
    let place = any::<prop::sample::Index>;
    (prop::sample::select(texts), prop::collection::vec((place(), place(), 0..4_u8, soup()), 1..4))
        .prop_map(|(text, damages)| {
            damages.into_iter().fold(text.into_bytes(), |mut bytes, (from, to, how, soup)| {
                let length = bytes.len() + 1;
                let (from, to) = (from.index(length), to.index(length));
                let range = from.min(to)..from.max(to).min(from.min(to) + 200);
                let piece = bytes[range.clone()].to_vec();
                match how {
                    0 => drop(bytes.drain(range)),
                    1 => drop(bytes.splice(from..from, piece.repeat(3))),
                    2 => drop(bytes.splice(to..to, piece)),
                    _ => drop(bytes.splice(from..from, soup.into_bytes())),
                }
                bytes
            })
        })
        .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The properties that hold of every text.
fn check(source: &[u8]) -> Hir {
    let start = Instant::now();
    let hir = parse(source);
    assert!(start.elapsed() < MOST_TIME, "{:?}", start.elapsed());
    let index = LineIndex::new(source);
    for problem in &hir.problems {
        assert!(problem.span.start <= problem.span.end && !problem.message.is_empty());
        let _ = index.range(problem.span);
    }
    for at in 0..hir.len() {
        let span = hir.span(ExprId(u32::try_from(at).unwrap()));
        assert!(span.start <= span.end && span.end as usize <= source.len());
    }
    assert!(hir.memory() <= 4096 + 256 * source.len(), "{} of {}", hir.memory(), source.len());
    hir
}

fn texts() -> Vec<String> {
    let mut files: Vec<PathBuf> = Vec::new();
    nix_files(repository(), &mut files);
    if let Some(folder) = std::env::var_os("NIXWARD_FUZZ_CORPUS") {
        nix_files(folder.as_ref(), &mut files);
    }
    let small = files.iter().filter(|file| file.metadata().is_ok_and(|data| data.len() < 20_000));
    let mut texts: Vec<String> = small
        .take(5_000)
        .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned())
        .collect();
    texts.push(
        "{ a, b ? 1, ... }@c: let d = a; in { inherit b; e.f = \"${d}\"; g = [ ./h ]; }".to_owned(),
    );
    texts
}

#[test]
fn nonsense_does_no_harm() {
    let seconds = std::env::var("NIXWARD_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let long = seconds.map(Duration::from_secs);
    let all = prop_oneof![soup(), expression(), damaged(texts())];
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = match long {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let (start, mut count) = (Instant::now(), 0);
    while count < 600 || long.is_some_and(|long| start.elapsed() < long) {
        let text = all.new_tree(&mut runner).unwrap().current();
        let result = std::panic::catch_unwind(|| drop(check(text.as_bytes())));
        assert!(result.is_ok(), "{text:?}");
        count += 1;
    }
    println!("{count} texts in {:?}", start.elapsed());
}

#[test]
fn nonsense_means_the_same_to_nix() {
    let Some(nix) = std::env::var_os("NIXWARD_TEST_NIX") else {
        println!("skipped: NIXWARD_TEST_NIX is not set");
        return;
    };
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let all = prop_oneof![soup(), expression()];
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> =
        (0..2_000).map(|at| folder.path().join(format!("{at}.nix"))).collect();
    for file in &files {
        fs::write(file, all.new_tree(&mut runner).unwrap().current()).unwrap();
    }
    let mut differences = Vec::new();
    for (file, nix) in files.iter().zip(parsed_by_nix(&nix, &files)) {
        // What is wrong in several ways may be blamed on any of them.
        if let Err((kind, how)) = compare(file, &nix)
            && kind != "blamed elsewhere"
            && !REFUSED_BY_RNIX.iter().any(|known| how.contains(known))
        {
            let text = fs::read_to_string(file).unwrap();
            differences.push(format!("{text:?}\n  {kind}: {how}"));
        }
    }
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}
