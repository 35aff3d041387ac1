//! Flakes that Nix 2.34 accepts, and what it refuses.

use super::{Manifest, ProblemKind};
use crate::syntax::parse;

fn read(text: &str) -> Manifest {
    Manifest::read(&parse(text.as_bytes()))
}

/// A flake whose `inputs` are these.
fn with_inputs(inputs: &str) -> Manifest {
    read(&format!("{{ inputs = {{ {inputs} }}; outputs = _: {{ }}; }}"))
}

/// The kinds of problems and the texts they point at.
fn problems(text: &str) -> Vec<(ProblemKind, &str)> {
    read(text)
        .problems
        .iter()
        .map(|problem| {
            let range = problem.span.start as usize..problem.span.end as usize;
            (problem.kind, text.get(range).unwrap_or("?"))
        })
        .collect()
}

fn refused_inputs(inputs: &str) -> Vec<ProblemKind> {
    with_inputs(inputs).problems.iter().map(|problem| problem.kind).collect()
}

#[test]
fn what_nix_accepts() {
    for text in [
        "{ outputs = _: { }; }",
        "({ outputs = (_: { }); })",
        "rec { outputs = { self }: { }; description = \"a\"; }",
        "{ outputs = _: { }; nixConfig = { a = \"b\"; c = [ \"d\" ]; e = true; f = ./g; h = 1; }; }",
        "rec { outputs = _: { }; nixConfig.a = description; description = ''x''; }",
    ] {
        assert_eq!(problems(text), [], "{text}");
    }
}

#[test]
fn what_nix_refuses() {
    use ProblemKind::{NotASet, NotLiteral, Outputs, UnknownAttribute};
    assert_eq!(problems("let a = 1; in { outputs = _: { }; }"), [(NotASet, "l")]);
    assert_eq!(problems("{ }"), [(Outputs, "{")]);
    for (text, problem) in [
        ("{ outputs = _: { }; foo = 1; }", (UnknownAttribute, "foo")),
        ("{ outputs = _: { }; description = \"a\" + \"b\"; }", (NotLiteral, "\"a\" + \"b\"")),
        ("{ outputs = _: { }; description = 1; }", (NotLiteral, "1")),
        ("{ outputs = let f = _: { }; in f; }", (Outputs, "let f = _: { }; in f")),
        ("{ outputs = import ./x.nix; }", (Outputs, "import ./x.nix")),
        ("{ outputs = _: { }; inputs = { } // { }; }", (NotLiteral, "{ } // { }")),
        ("{ outputs = _: { }; nixConfig.c = 1 + 1; }", (NotLiteral, "1 + 1")),
        ("{ outputs = _: { }; nixConfig.c = [ \"a\" [ ] ]; }", (NotLiteral, "[ \"a\" [ ] ]")),
        ("{ outputs = _: { }; inputs.self.foo = 1; }", (UnknownAttribute, "inputs")),
    ] {
        assert_eq!(problems(text), [problem], "{text}");
    }
}

#[test]
fn inputs_nix_accepts() {
    for inputs in [
        "s.url = \"path:./sub\";",
        "s.url = ./sub;",
        "s = { type = \"path\"; path = \"./sub\"; };",
        "s = { };",
        "s.flake = false;",
        "${\"s\"}.url = \"path:./sub\";",
        "self.submodules = true;",
        "s.follows = \"\";",
        "s = { url = \"nixpkgs/nixos-25.11\"; inputs.a.follows = \"b/c\"; };",
    ] {
        assert_eq!(refused_inputs(inputs), [], "{inputs}");
    }
}

#[test]
fn inputs_nix_refuses() {
    use ProblemKind::{Doubled, NotLiteral, Reference, UnknownAttribute};
    for (inputs, problem) in [
        ("s = \"path:./sub\";", NotLiteral),
        ("s = null;", NotLiteral),
        ("s.url = \"path:\" + \"x\";", NotLiteral),
        ("s.url = \"path:${x}\";", NotLiteral),
        ("s = { url = \"path:./x\"; flake = \"no\"; };", NotLiteral),
        ("s = { url = \"path:./x\"; foo = \"y\"; };", UnknownAttribute),
        ("s.url = \"path:./x#y\";", Reference),
        ("s.url = \"nothing:x\";", Reference),
        ("s = { url = \"path:./x\"; follows = \"t\"; };", Doubled),
        ("s = { url = \"path:./x\"; inputs.z = 3; };", NotLiteral),
    ] {
        assert_eq!(refused_inputs(inputs), [problem], "{inputs}");
    }
}

#[test]
fn inputs_are_read() {
    let manifest = with_inputs(
        "a = { url = \"github:o/r\"; inputs.n.follows = \"x/y\"; inputs.m.inputs.k.follows = \"\"; };
         b.follows = \"a\";",
    );
    assert!(manifest.inputs_complete);
    let a = manifest.input("a").expect("a");
    let reference = a.reference.as_ref().expect("a reference");
    assert_eq!((reference.value.kind(), reference.value.str("repo")), ("github", Some("r")));
    let follows = |at: usize| a.overrides[at].follows.as_ref().map(|follows| &follows.value[..]);
    assert_eq!(follows(0), Some(&["x".to_owned(), "y".to_owned()][..]));
    assert_eq!((a.overrides[1].name.as_str(), follows(1)), ("m", None));
    assert_eq!(
        manifest.input("b").and_then(|b| b.follows.as_ref()).map(|f| f.value.len()),
        Some(1)
    );
}

#[test]
fn a_computed_name_leaves_the_inputs_open() {
    assert!(!read("{ inputs.${x} = 1; outputs = _: { }; }").inputs_complete);
    assert!(!read("{ inputs = f { }; outputs = _: { }; }").inputs_complete);
    assert!(read("{ outputs = _: { }; }").inputs_complete);
}
