//! Every rule over damaged files and random programs, and every fix: no panic, the text still
//! parses, keeps its comments and its value, and a second run has nothing to do.

use std::collections::BTreeMap;

use nixward::check::{self, Input, RULES, Settings, Summaries, fix};
use nixward::pure::path::PathData;
use nixward::pure::value::RootId;
use nixward::pure::{Evaluator, Limits, Options, on_deep_stack};
use nixward::syntax::files::Files;
use nixward::syntax::parse;
use nixward::tree::{Change, RelPath, Tree};
use proptest::prelude::*;

use super::syntax::PIECES;
use super::{damaged, nix_texts, run, soup};
use crate::pure::grammar::expression;
use crate::pure::refinement::PROLOGUE;

/// The text with everything mended; none where nothing can be.
fn mended(text: &str) -> Option<String> {
    let file = RelPath::new("a.nix").unwrap();
    let change = BTreeMap::from([(file, Change::Content(text.as_bytes().to_vec()))]);
    let tree = Tree::embedded(&[]).with_changes(change).unwrap();
    let (settings, today) = (Settings::default(), "2026-01-01".parse().unwrap());
    let input = Input {
        files: &Files::new(tree.clone()),
        summaries: &Summaries::default(),
        flake_dir: &RelPath::root(),
        hosts: None,
        inventory: None,
        secrets: None,
        rotations: None,
        rendered: None,
        facts: None,
        pinned: &nixward::flake::options::Pinned::default(),
        no_facts: "nothing is evaluated",
        settings: &settings,
        today,
    };
    let findings = check::run(&input, RULES).unwrap().findings;
    let files = fix::mend(&tree, &settings, today, RULES, &findings, &[]).unwrap().files;
    files.into_iter().next().map(|file| String::from_utf8(file.after).unwrap())
}

fn comments(text: &str) -> Vec<String> {
    // A lone carriage return ends a comment, which rnix does not know.
    let text = text.replace('\r', "\n");
    let tokens = rnix::tokenize(&text);
    let comments = tokens.filter(|(kind, _)| *kind == rnix::SyntaxKind::TOKEN_COMMENT);
    let mut comments: Vec<String> = comments.map(|(_, text)| text.to_owned()).collect();
    comments.sort();
    comments
}

/// What holds of every text.
fn check_text(text: &str) -> Option<String> {
    let after = mended(text)?;
    let (problems, left) = (parse(text.as_bytes()).problems, parse(after.as_bytes()).problems);
    assert!(left.len() <= problems.len(), "{left:?} in {after:?}");
    assert_eq!(comments(text), comments(&after), "{after:?}");
    assert_eq!(mended(&after), None, "{after:?}");
    Some(after)
}

#[test]
fn damaged_files_are_mended_or_left_alone() {
    run(&damaged(nix_texts(), PIECES), 200, |text| drop(check_text(text)));
}

#[test]
fn nonsense_is_mended_or_left_alone() {
    run(&soup(PIECES), 300, |text| drop(check_text(text)));
}

/// What rules look for, with holes for whatever else.
fn idioms() -> impl Strategy<Value = String> {
    let program = || expression().prop_map(|program| program.to_string());
    let leaf = prop_oneof![
        3 => program(),
        1 => prop::sample::select(&["a", "b.a", "c", "d.b", "true", "x:x", "[ ]", "{ }"][..])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 30, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            inner.clone().prop_map(|a| format!("(({a}))")),
            inner.clone().prop_map(|a| format!("x:{a}")),
            inner.clone().prop_map(|a| format!("let in ({a})")),
            inner.clone().prop_map(|a| format!("(rec {{ x = {a}; y = (1); }}).x")),
            inner.clone().prop_map(|a| format!("{{ a = a; c = c; x = b.x; e = ({a}); }}")),
            inner.clone().prop_map(|a| format!("(let {{ x = {a}; body = x; }})")),
            inner.clone().prop_map(|a| format!("f:with b;({a})")),
            inner.clone().prop_map(|a| format!("({{ a ? 1, ... }}@args: ({a}))")),
            inner.clone().prop_map(|a| format!("(if b ? x then b.x else {a})")),
            inner.clone().prop_map(|a| format!("\"${{\"p${{toString ({a})}}\"}}\"")),
            inner.clone().prop_map(|a| format!("(if !({a} == 1) then true else false)")),
            inner.clone().prop_map(|a| format!("((({a}) ? x) == true)")),
            inner.clone().prop_map(|a| format!("(isNull ({a}))")),
            inner.clone().prop_map(|a| format!("({a}).x or 1")),
            inner.clone().prop_map(|a| format!("(b.x).a or ({a})")),
            two.clone().prop_map(|(a, b)| format!("let x = {a}; y = x; z = y; in {b}")),
            two.clone()
                .prop_map(|(a, b)| format!("let a = {a}; in let b = a; c = {b}; in [ a b c ]")),
            two.clone()
                .prop_map(|(a, b)| format!("let x = {a}; in let inherit (b) a; x = {b}; in x")),
            two.clone().prop_map(|(a, b)| format!(
                "let inherit (b) a x; inherit c; in [ ({a}) {{ x = {b}; }} ]"
            )),
            two.clone().prop_map(|(a, b)| format!("(with ({a}); [ ({b}) a ])")),
            two.clone().prop_map(|(a, b)| format!("([ ] ++ ({a}) ++ ({b}))")),
            two.clone().prop_map(|(a, b)| format!("({{ }} // ({a}) // {{ y = {b}; }})")),
            two.prop_map(|(a, b)| format!("!(({a}) < ({b})) && !(({a}) != ({b}))")),
        ]
    })
}

/// What a program gives, as Nix prints it; none where a limit ends it.
fn value(program: &str) -> Option<Result<String, ()>> {
    let limits = Limits { calls: 400, depth: 4_000, steps: 20_000, memory: 1 << 26 };
    let mut ev = Evaluator::new(Options { limits, ..Options::default() });
    let path = PathData { root: RootId::ABSOLUTE, rel: RelPath::root() };
    let printed = ev.eval_text(path, program.as_bytes()).and_then(|value| {
        let thunk = ev.heap.done(value);
        ev.print(thunk)
    });
    match printed {
        Ok(bytes) => Some(Ok(String::from_utf8_lossy(&bytes).into_owned())),
        Err(fault) if fault.is_limit() => None,
        Err(_) => Some(Err(())),
    }
}

#[test]
fn what_is_mended_keeps_its_value() {
    let hole = "n: builtins.elemAt [ 1 { a = 1; x = [ ]; } \"s\" ] n";
    let programs =
        prop_oneof![2 => idioms(), 1 => expression().prop_map(|program| program.to_string())]
            .prop_map(move |program| format!("let hole = {hole}; in {PROLOGUE}{program}"));
    run(&programs, 400, |text| {
        let Some(after) = check_text(text) else { return };
        let values = on_deep_stack(|| (value(text), value(&after))).unwrap();
        let (Some(before), Some(after_value)) = values else { return };
        // `builtins.toXML` prints what a function calls its argument, and an unused one gets a `_`.
        let renamed = |value: Result<String, ()>| {
            value.map(|text| text.replace("<varpat name=\\\"_", "<varpat name=\\\""))
        };
        let (before, after_value) = (renamed(before), renamed(after_value));
        // A list is known again by its place in memory, which is no part of its value.
        let repeated = |value: &Result<String, ()>| {
            value.as_ref().is_ok_and(|text| text.contains("«repeated»"))
        };
        if !repeated(&before) && !repeated(&after_value) {
            assert_eq!(before, after_value, "{after}");
        }
    });
}
