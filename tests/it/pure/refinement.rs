//! The promise of `pure/`: however the unknowns are filled, a value that Nix yields lies in what
//! the evaluation with unknowns describes.

use std::sync::Arc;

use nixward::pure::fault::Eval;
use nixward::pure::path::PathData;
use nixward::pure::value::{ListData, RootId, SetData, Thunk, Value};
use nixward::pure::{Evaluator, Limits, Options, on_deep_stack};
use nixward::tree::RelPath;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::grammar::{Expr, expression};

/// What may stand in a hole.
pub(super) const FILLINGS: &[&str] = &[
    "0",
    "1",
    "\"a\"",
    "\"x\"",
    "null",
    "true",
    "false",
    "[ ]",
    "[ 1 \"a\" ]",
    "[ \"a\" \"b\" ]",
    "{ }",
    "{ a = 1; }",
    "{ b = { a = 2; x = [ ]; }; x = true; }",
    "{ a = throw \"inside\"; name = \"a\"; value = 3; }",
    "[ { name = \"a\"; value = 1; } { name = \"b\"; value = 2; } ]",
    "(q: q)",
    "(q: true)",
    "(q: [ q ])",
    "(q: r: q)",
    "({ a, b ? 1, ... }: a)",
    "(throw \"filled\")",
];

/// Variables that every program has.
pub const PROLOGUE: &str = "let a = hole 0; b = { a = 1; x = hole 1; }; c = [ 1 (hole 2) \"a\" ]; \
                        d = if hole 0 == 1 then { a = 1; b = [ ]; } else { a = 2; x = 5; }; \
                        e = p: { a = p; }; f = { a, b ? a, ... }: [ a b ]; in ";

const CASES: u32 = 10_000;

fn evaluator() -> Evaluator {
    let limits = Limits { calls: 400, depth: 4_000, steps: 20_000, memory: 1 << 26 };
    Evaluator::new(Options { limits, ..Options::default() })
}

/// The program's value, `hole` being the given function.
fn run(ev: &mut Evaluator, program: &str, hole: &str) -> Eval<Thunk> {
    let text = format!("let hole = {hole}; in {PROLOGUE}{program}");
    let path = PathData { root: RootId::ABSOLUTE, rel: RelPath::root() };
    let hir = Arc::new(nixward::syntax::parse(text.as_bytes()));
    let file = ev.load(path, text.as_bytes().into(), hir)?;
    Ok(ev.file_thunk(file))
}

/// Whether the concrete value lies in what the abstract one describes; else says where not.
pub(super) fn covers(
    ev: &mut Evaluator,
    wide: Thunk,
    exact: Thunk,
    depth: u32,
) -> Result<(), String> {
    if depth == 0 {
        return Ok(());
    }
    let Ok(concrete) = ev.force(exact) else { return Ok(()) };
    let abstracted = match ev.force(wide) {
        Ok(value) => value,
        Err(fault) if fault.is_limit() => return Ok(()),
        Err(fault) => return Err(format!("fault {} against {concrete:?}", fault.message)),
    };
    let same = match (abstracted, concrete) {
        (Value::Unknown(_), _) | (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Str(a), Value::Str(b)) => ev.heap.string(a).bytes == ev.heap.string(b).bytes,
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (ev.heap.list_data(a), ev.heap.list_data(b));
            covers_list(ev, &a, &b, depth)
        }
        (Value::Set(a), Value::Set(b)) => {
            let (a, b) = (ev.heap.set_data(a), ev.heap.set_data(b));
            return covers_set(ev, &a, &b, depth);
        }
        (a, b) => is_function(a) && is_function(b),
    };
    if same { Ok(()) } else { Err(format!("{abstracted:?} against {concrete:?}")) }
}

fn is_function(value: Value) -> bool {
    matches!(value, Value::Lambda(_) | Value::Builtin(_) | Value::Partial(_))
}

/// Whether the concrete items can be had by leaving out maybe items and adding extra ones.
fn covers_list(ev: &mut Evaluator, wide: &ListData, exact: &ListData, depth: u32) -> bool {
    // reach[j]: the items of `wide` looked at so far can give the first j concrete ones.
    let mut reach = vec![false; exact.items.len() + 1];
    reach[0] = true;
    let extend = |reach: &mut Vec<bool>| {
        if wide.open.is_some() {
            for j in 1..reach.len() {
                reach[j] |= reach[j - 1];
            }
        }
    };
    extend(&mut reach);
    for (i, item) in wide.items.iter().enumerate() {
        let mut next = vec![false; reach.len()];
        for j in 0..reach.len() {
            let taken =
                j > 0 && reach[j - 1] && covers(ev, *item, exact.items[j - 1], depth - 1).is_ok();
            next[j] = taken || (wide.is_maybe(i) && reach[j]);
        }
        extend(&mut next);
        reach = next;
    }
    reach.last() == Some(&true)
}

fn covers_set(
    ev: &mut Evaluator,
    wide: &SetData,
    exact: &SetData,
    depth: u32,
) -> Result<(), String> {
    let name =
        |ev: &Evaluator, sym| String::from_utf8_lossy(ev.heap.symbols.name(sym)).into_owned();
    for attr in &wide.attrs {
        match exact.get(attr.name) {
            Some(found) => covers(ev, attr.value, found.value, depth - 1)
                .map_err(|error| format!("{}: {error}", name(ev, attr.name)))?,
            None if attr.maybe => {}
            None => return Err(format!("{} is not there", name(ev, attr.name))),
        }
    }
    match exact.attrs.iter().find(|attr| wide.get(attr.name).is_none()) {
        Some(extra) if wide.open.is_none() => Err(format!("{} is extra", name(ev, extra.name))),
        _ => Ok(()),
    }
}

fn check(program: &Expr, fillings: &[[usize; 3]]) -> Result<bool, TestCaseError> {
    let text = program.to_string();
    let mut ev = evaluator();
    let Ok(wide) = run(&mut ev, &text, "n: builtins.getEnv \"hole\"") else { return Ok(false) };
    let mut compared = false;
    for filling in fillings {
        let [x, y, z] = filling.map(|at| FILLINGS[at]);
        let hole = format!("n: if n == 0 then {x} else if n == 1 then {y} else {z}");
        // Its own query: a limit met by one must not depend on the other.
        let Ok(exact) = run(&mut ev, &text, &hole) else { continue };
        compared |= ev.force(exact).is_ok();
        covers(&mut ev, wide, exact, 6).map_err(|error| {
            TestCaseError::fail(format!("{text}\nwith {x} | {y} | {z}\n{error}"))
        })?;
    }
    Ok(compared)
}

#[test]
fn concrete_results_lie_in_the_abstract_one() {
    let compared = on_deep_stack(|| {
        let mut runner = TestRunner::new(Config {
            cases: CASES,
            failure_persistence: None,
            ..Config::default()
        });
        let compared = std::cell::Cell::new(0u32);
        let fillings = prop::collection::vec(prop::array::uniform3(0..FILLINGS.len()), 5);
        let outcome = runner.run(&(expression(), fillings), |(program, fillings)| {
            compared.set(compared.get() + u32::from(check(&program, &fillings)?));
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
        compared.get()
    })
    .unwrap();
    // A generator whose programs all fault would prove nothing.
    assert!(compared > CASES / 4, "only {compared} of {CASES} programs gave a value");
}
