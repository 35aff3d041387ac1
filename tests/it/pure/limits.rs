//! Every way to recurse ends at a limit, with the stack that [`on_deep_stack`] gives.

use nixward::pure::fault::Eval;
use nixward::pure::path::PathData;
use nixward::pure::{Evaluator, Options, on_deep_stack};
use nixward::tree::{RelPath, Tree};

/// Values that lie deeper in each other than any evaluation may go, and what goes down into them.
const DEEP: &str = "
  let
    depth = builtins.genList (x: x) 200000;
    lists = builtins.foldl' (a: _: [ a ]) [ ] depth;
    sets = builtins.foldl' (a: _: { inherit a; }) { } depth;
    others = builtins.foldl' (a: _: { inherit a; }) { } depth;
    strings = builtins.foldl' (a: _: { __toString = _: a; }) \"\" depth;
    paths = builtins.foldl' (a: _: { outPath = a; }) \"\" depth;
    functors = builtins.foldl' (a: _: { __functor = _: a; }) (x: x) depth;
    sums = builtins.foldl' (a: _: 1 + a) 0;
    lazy = builtins.foldl' (a: _: { v = a.v + 1; }) { v = 0; } depth;
    calls = n: 1 + calls (n + 1);
    later = n: [ (later (n + 1)) ];
  in
";

const DESCENTS: &[&str] = &[
    "builtins.toJSON lists",
    "builtins.toJSON sets",
    "builtins.toXML lists",
    "builtins.toXML sets",
    "toString lists",
    "toString strings",
    "\"${paths}\"",
    "sets == others",
    "lists == builtins.foldl' (a: _: [ a ]) [ ] depth",
    "lists < builtins.foldl' (a: _: [ a ]) [ ] depth",
    "builtins.deepSeq sets 1",
    "builtins.deepSeq (later 0) 1",
    "functors 1",
    "lazy.v",
    "calls 0",
    "lists",
    "sets",
    "builtins.sort (a: b: calls 0 < 1) [ 1 2 ]",
    "import ./itself.nix 0",
    "builtins.fromJSON (builtins.concatStringsSep \"\" (map (_: \"[\") depth))",
    "builtins.concatLists (later 0)",
    "(let x = { a = x.b; b = x.a; }; in x).a",
    "let f = { a ? f { } }: a; in f { }",
    "let f = x: with f x; y; in f 1",
    "let f = x: \"${f x}\"; in f 1",
    "let f = x: x ? ${f x}; in f { }",
    "let f = x: { ${f x} = 1; }; in f 1",
    "let f = x: assert f x; 1; in f 1",
    "let f = x: builtins.map f [ x ] == [ ] || f x; in f 1",
    "builtins.tryEval (calls 0)",
];

fn run(text: &str) -> Eval<Vec<u8>> {
    let mut ev = Evaluator::new(Options::default());
    let tree = Tree::embedded(&[("itself.nix", "n: 1 + import ./itself.nix (n + 1)")]);
    let root = ev.add_root(tree, None);
    let path = PathData { root, rel: RelPath::new("limits.nix").unwrap() };
    let value = ev.eval_text(path, format!("{DEEP}{text}").as_bytes())?;
    let thunk = ev.heap.done(value);
    ev.print(thunk)
}

#[test]
fn every_descent_comes_to_an_end() {
    for text in DESCENTS {
        let result = on_deep_stack(|| run(text)).unwrap();
        let fault = result.map(|value| String::from_utf8_lossy(&value).into_owned());
        assert!(fault.is_err(), "{text} gives {}", fault.unwrap());
    }
}

#[test]
fn what_nix_allows_is_allowed() {
    let fine = [
        ("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 9000", "9000"),
        (
            "(builtins.foldl' (a: _: { v = a.v + 1; }) { v = 0; } (builtins.genList (x: x) 9000)).v",
            "9000",
        ),
        ("builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 200000)", "19999900000"),
    ];
    for (text, expected) in fine {
        let value = on_deep_stack(|| run(text)).unwrap();
        let value = value.map_err(|fault| fault.message).unwrap();
        assert_eq!(String::from_utf8(value).unwrap(), expected, "{text}");
    }
}
