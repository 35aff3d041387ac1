//! Texts made to break a recursive parser end at once, with a problem.

use nixward::syntax::hir::ProblemKind::{Syntax, TooDeep};
use nixward::syntax::{STACK, parse};

/// What nests or chains: before, repeated on the way in, in the middle, repeated on the way out.
const DEEP: &[[&str; 4]] = &[
    ["", "(", "1", ")"],
    ["", "[", "1", "]"],
    ["", "{ a = ", "1", "; }"],
    ["", "rec { a.b = ", "1", "; a.c = 1; }"],
    ["{ a", ".a", " = 1; }", ""],
    ["", "{ ${", "\"x\"", "} = 1; }"],
    ["", "{ inherit (", "{ }", ") a; }"],
    ["", "let a = ", "1", "; in a"],
    ["", "let a = 1; in ", "1", ""],
    ["", "let { body = ", "1", "; }"],
    ["", "with { }; ", "1", ""],
    ["", "with ", "{ }", "; 1"],
    ["", "assert true; ", "1", ""],
    ["", "if true then 1 else ", "1", ""],
    ["", "if ", "true", " then 1 else 1"],
    ["", "a: ", "1", ""],
    ["", "{ a ? ", "1", ", ... }@b: 1"],
    ["", "\"${", "1", "}\""],
    ["", "''${", "1", "}''"],
    ["", "./a/${", "./b", "}"],
    ["", "-", "1", ""],
    ["", "!", "true", ""],
    ["1", " + 1", "", ""],
    ["1", "+1", "", ""],
    ["1", " ++ 1", "", ""],
    ["1", " // 1", "", ""],
    ["1", " -> 1", "", ""],
    ["1", " && 1", "", ""],
    ["1", " |> 1", "", ""],
    ["1", " ? a", "", ""],
    ["x: x", " x", "", ""],
    ["x: x", "\"\"", "", ""],
    ["x: x", ".a or x", "", ""],
    ["[", "or ", "", "]"],
];

fn text([before, open, middle, close]: [&str; 4], depth: usize) -> String {
    format!("{before}{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn beyond_the_limit_is_a_problem() {
    for deep in DEEP {
        for depth in [1_000, 12_000, 100_000] {
            let problems = parse(text(*deep, depth).as_bytes()).problems;
            assert!(matches!(problems[0].kind, TooDeep | Syntax), "{deep:?}: {problems:?}");
        }
    }
}

#[test]
fn up_to_the_limit_the_stack_suffices() {
    for deep in DEEP {
        for depth in [240, 498, 998] {
            let text = text(*deep, depth);
            let thread = std::thread::Builder::new().stack_size(STACK);
            thread.spawn(move || drop(parse(text.as_bytes()))).unwrap().join().unwrap();
        }
    }
}

#[test]
fn broken_texts_do_not_nest_either() {
    let broken = [
        "[a.]b ",
        "{ a b } = ",
        "a + ; ",
        "[ rec ] { ",
        "if ; ",
        "x@{ ",
        "\"${ ) ",
        "a ? 1 ; b + ",
    ];
    for text in broken {
        let problems = parse(text.repeat(20_000).as_bytes()).problems;
        assert_eq!(problems[0].kind, Syntax, "{text}");
    }
}

#[test]
fn runs_that_rnix_reads_again_and_again_are_bounded() {
    for run in ["a.", "a-1.", "1.2.", "<a"] {
        let problems = parse(format!("x: x.{}a", run.repeat(40_000)).as_bytes()).problems;
        assert!(matches!(problems[0].kind, TooDeep | Syntax), "{run}: {problems:?}");
    }
}
