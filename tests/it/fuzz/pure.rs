//! Programs: random ones, and real files that were damaged, run to the end of what they allow.

use nixward::pure::path::PathData;
use nixward::pure::{Evaluator, Limits, Options, on_deep_stack};
use nixward::tree::{RelPath, Tree};
use proptest::prelude::*;

use super::syntax::PIECES;
use super::{damaged, nix_texts, run};
use crate::harness::repository;
use crate::pure::grammar::expression;
use crate::pure::refinement::PROLOGUE;

const MEMORY: usize = 64 << 20;

fn evaluate(text: &str) {
    let limits = Limits { steps: 100_000, memory: MEMORY, ..Limits::default() };
    let bytes = on_deep_stack(|| {
        let mut ev = Evaluator::new(Options { limits, ..Options::default() });
        let root = ev.add_root(Tree::folder(repository()).unwrap(), Some("/source".to_owned()));
        let path = PathData { root, rel: RelPath::new("fuzz.nix").unwrap() };
        if let Ok(value) = ev.eval_text(path, text.as_bytes()) {
            let thunk = ev.heap.done(value);
            let _ = ev.print(thunk);
            let _ = ev.to_json(thunk);
        }
        ev.heap.bytes()
    });
    let bytes = bytes.unwrap();
    assert!(bytes < 2 * MEMORY, "{bytes} bytes");
}

#[test]
fn nonsense_programs_do_no_harm() {
    let programs = expression()
        .prop_map(|program| format!("let hole = n: builtins.getEnv \"x\"; in {PROLOGUE}{program}"));
    let all = prop_oneof![2 => programs, 3 => damaged(nix_texts(), PIECES)];
    run(&all, 600, evaluate);
}

/// Programs that ask for more than any machine has.
const GREEDY: &[&str] = &[
    "builtins.foldl' (a: _: a + a) \"xxxxxxxx\" (builtins.genList (x: x) 60)",
    "builtins.foldl' (a: _: a ++ a) [ 1 2 ] (builtins.genList (x: x) 60)",
    "builtins.foldl' (a: _: \"${a}${a}\") \"xxxxxxxx\" (builtins.genList (x: x) 60)",
    "builtins.genList (x: x) 9000000000",
    "builtins.length (builtins.genList (x: x) 4000000000)",
    "builtins.concatMap (x: builtins.genList (y: y) 100000) (builtins.genList (x: x) 100000)",
    "builtins.concatStringsSep \"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\" (builtins.genList toString 90000000)",
    "let s = builtins.concatStringsSep \"\" (builtins.genList (_: \"xxxxxxxxxx\") 10000); in \
     builtins.replaceStrings [ \"x\" ] [ s ] s",
    "let s = builtins.concatStringsSep \"\" (builtins.genList (_: \"a\") 40000); in \
     builtins.match \"(a*)*b\" s",
    "builtins.match \"((a{1,200}){1,200}){1,200}\" \"aaaa\"",
    "builtins.fromJSON (builtins.concatStringsSep \"\" (builtins.genList (_: \"[\") 200000))",
    "builtins.fromTOML (\"a = \" + builtins.concatStringsSep \"\" (builtins.genList (_: \"[\") 20000))",
    "let f = n: f (n + 1); in f 0",
    "let f = n: [ (f (n + 1)) ]; in f 0",
    "let x = { inherit x; }; in builtins.toJSON x",
    "let x = [ x ]; in x == [ [ x ] ]",
    "let f = n: { a = f (n + 1); }; in builtins.deepSeq (f 0) 1",
    "builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }",
    "builtins.split \"\" (builtins.concatStringsSep \"\" (builtins.genList (_: \"ab\") 2000000))",
    "builtins.sort (a: b: true) (builtins.genList (x: x) 3000000)",
    "builtins.attrNames (builtins.listToAttrs (builtins.genList (x: { name = toString x; value = x; }) 9000000))",
    "let a = s: s + s + s + s + s + s + s + s; in a (a (a (a (a (a (a (a (a (a (a (a \"12345678\")))))))))))",
    "let m = s: builtins.mapAttrs (n: v: s) (builtins.listToAttrs (map (x: { name = x; value = 1; }) \
     (builtins.attrNames s))); in m (m { a = m { }; })",
];

#[test]
fn greedy_programs_come_to_their_limits() {
    for text in GREEDY {
        let start = std::time::Instant::now();
        evaluate(text);
        assert!(start.elapsed().as_secs() < 5, "{:?} for {text}", start.elapsed());
    }
}
