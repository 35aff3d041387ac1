//! `--fix` beside `--baseline`: what is known stays, what is new is mended, what is stale is told.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::harness::World;

const FLAKE: &str = "{ outputs = { self }: { }; }\n";

/// Findings that `--fix` mends, one in each line but the last.
const OLD: &str = "[
  (x)
  (if true == !x then 1 else 2)
  (let unused = 1; in x)
  y # (no finding)
]
";

/// The same with more in new lines, in a line of old ones, and of the old ones' kind.
const NEW: &str = "[
  (let first = 1; in (y))
  (x)
  (let unused = 1; other = (2); in x)
  (if true == !x then 1 else 2)
  (let unused = 1; in x)
  y # (no finding)
  (x)
]
";

fn world() -> World {
    let world = World::new();
    put(&world, "flake.nix", FLAKE);
    put(&world, "a.nix", &format!("y: x: {OLD}"));
    let written = check(&world, &["--baseline", "known.json", "--write-baseline"]);
    assert!(written.status.success(), "{written:?}");
    world
}

fn put(world: &World, name: &str, text: &str) {
    fs::write(world.fleet().join(name), text).unwrap();
}

fn text(world: &World) -> String {
    fs::read_to_string(world.fleet().join("a.nix")).unwrap()
}

fn check(world: &World, args: &[&str]) -> Output {
    world.nixward(&[&["check"], args].concat())
}

fn with_baseline(world: &World, args: &[&str]) -> Output {
    check(world, &[&["--baseline", "known.json"], args].concat())
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn report(world: &World) -> Value {
    serde_json::from_slice(&with_baseline(world, &["--json"]).stdout).unwrap()
}

#[test]
fn what_the_baseline_knows_is_not_fixed() {
    let world = world();
    let before = text(&world);
    let fixed = with_baseline(&world, &["--fix"]);
    assert!(told(&fixed).contains("fixed 0 findings in 0 files"), "{}", told(&fixed));
    assert_eq!(text(&world), before);
    check(&world, &["--fix"]);
    assert_ne!(text(&world), before, "without the baseline there is much to fix");
}

#[test]
fn what_is_new_is_fixed_around_it() {
    let world = world();
    put(&world, "a.nix", &format!("y: x: {NEW}"));
    let shown = with_baseline(&world, &["--diff"]);
    let fixed = with_baseline(&world, &["--fix"]);
    let after = text(&world);
    assert_eq!(
        after,
        "y: x: [
  y
  (x)
  x
  (if true == !x then 1 else 2)
  (let unused = 1; in x)
  y # (no finding)
  x
]
"
    );
    let diff = String::from_utf8(shown.stdout).unwrap();
    assert!(diff.contains("-  (let first = 1; in (y))\n"), "{diff}");
    assert!(!diff.contains("-  (if true == !x"), "{diff}");
    let report = report(&world);
    assert_eq!(report["findings"].as_array().unwrap().len(), 0, "{report:#}");
    assert_eq!(report["known"]["stale"].as_array().unwrap().len(), 0, "{report:#}");
    assert!(told(&fixed).contains("are known to known.json"), "{}", told(&fixed));
    with_baseline(&world, &["--fix"]);
    assert_eq!(text(&world), after, "a second run changes nothing");
}

#[test]
fn a_line_with_both_stays_known() {
    let world = World::new();
    put(&world, "flake.nix", FLAKE);
    put(&world, "a.nix", "x: [ (x) (if true == !x then 1 else 2) ]\n");
    let write = ["--baseline", "known.json", "--write-baseline", "--only", "NW121"];
    assert!(check(&world, &write).status.success());
    let before = text(&world);
    let fixed = with_baseline(&world, &["--fix"]);
    assert_eq!(text(&world), before);
    let told = told(&fixed);
    assert!(told.contains("left 1 finding in lines of which the baseline knows others"), "{told}");
    let left = report(&world);
    assert_eq!(left["findings"][0]["code"], "NW119", "{left:#}");
    assert_eq!(left["known"]["known"], 1, "{left:#}");
    let shown = with_baseline(&world, &["--diff"]);
    assert!(shown.stdout.is_empty(), "{shown:?}");
}

#[test]
fn stale_entries_are_told_after_fixing() {
    let world = world();
    let mended = NEW.replace("  (if true == !x then 1 else 2)\n", "");
    put(&world, "a.nix", &format!("y: x: {mended}"));
    let fixed = with_baseline(&world, &["--fix"]);
    let told = told(&fixed);
    assert!(told.contains("known.json lists what is no longer there"), "{told}");
    assert!(told.contains("  NW121 in a.nix"), "{told}");
    assert!(!told.contains("  NW101 in a.nix"), "{told}");
    assert!(!text(&world).contains("first"));
}
