//! Nonsense in, no panic out: soups of tokens, and real text that was damaged.
//!
//! With `NIXWARD_TEST_NIX` the soups are also held against the real `nix-instantiate`.

use std::fs;
use std::path::PathBuf;

use nixward::syntax::hir::{ExprId, Hir};
use nixward::syntax::lines::LineIndex;
use nixward::syntax::parse;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::{damaged, nix_texts, run, soup};
use crate::syntax::parity::{compare, named, parsed_by_nix};

/// Everything the lexer knows, and a little that it does not.
pub(super) const PIECES: &[&str] = &[
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

/// What we say of the few things that Nix parses and rnix does not (see `syntax::golden`).
const REFUSED_BY_RNIX: &[&str] = &["needs parentheses around it", "selected from a number"];

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

/// The properties that hold of every text.
fn check(source: &[u8]) -> Hir {
    let hir = parse(source);
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

#[test]
fn nonsense_does_no_harm() {
    let all = prop_oneof![soup(PIECES), expression(), damaged(nix_texts(), PIECES)];
    run(&all, 600, |text| drop(check(text.as_bytes())));
}

#[test]
fn nonsense_means_the_same_to_nix() {
    let Some(nix) = named() else {
        println!("skipped: NIXWARD_TEST_NIX is not set");
        return;
    };
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let all = prop_oneof![soup(PIECES), expression()];
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
