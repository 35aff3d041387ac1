//! Random regular expressions through nixward and through the Nix that `NIXWARD_TEST_NIX` names.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::recorded::{by_nix, by_nixward};

const CASES: usize = 3000;

const ATOMS: &[&str] = &["a", "b", "ab", "c", ".", "[ab]", "[^a]", "", "a|b", "^", "$", "()"];
const QUANTIFIERS: &[&str] = &["*", "+", "?", "{2}", "{1,2}", "{0,2}", "{0}", "{1,}", "{2,}", "**"];

/// Patterns over a few letters, rich in what may be empty and what overlaps.
fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(ATOMS).prop_map(str::to_owned);
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| a + &b),
            3 => inner.clone().prop_map(|a| format!("({a})")),
            2 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}|{b})")),
            3 => (inner, prop::sample::select(QUANTIFIERS))
                .prop_map(|(a, quantifier)| format!("({a}){quantifier}")),
        ]
    })
}

#[test]
fn random_expressions_match_as_in_nix() {
    let Some(nix) = std::env::var_os("NIXWARD_TEST_NIX") else {
        println!("skipped: NIXWARD_TEST_NIX is not set");
        return;
    };
    let seed: Option<u8> =
        std::env::var("NIXWARD_TEST_SEED").ok().and_then(|text| text.parse().ok());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed.unwrap_or(1); 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (pattern(), "[abc]{0,6}");
    let mut cases = Vec::new();
    let mut program = "[\n".to_owned();
    for _ in 0..CASES {
        let (pattern, text) = strategy.new_tree(&mut runner).unwrap().current();
        let case = format!(
            "[ (builtins.match \"{}\" \"{text}\") (builtins.split \"{}\" \"{text}\") ]",
            pattern.replace('$', "\\$"),
            pattern.replace('$', "\\$")
        );
        writeln!(program, "{case}").unwrap();
        cases.push(case);
    }
    program.push(']');
    let expected: Vec<serde_json::Value> =
        serde_json::from_str(&by_nix(Path::new(&nix), &program)).unwrap();
    let wrong: Vec<String> = cases
        .iter()
        .zip(&expected)
        .map(|(case, expected)| (case, expected.to_string(), by_nixward(case)))
        // A search that takes too long is given up.
        .filter(|(_, expected, ours)| expected != ours && !ours.starts_with("unknown"))
        .map(|(case, expected, ours)| format!("{case}\n  Nix     {expected}\n  nixward {ours}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {CASES}:\n{}", wrong.len(), wrong.join("\n"));
}
