//! How `check` is driven and what it prints: every form says the same, whatever the names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::harness::World;

/// Names that want to be something else in one form or another.
const NAMES: &[&str] = &[
    "plain.nix",
    "50%,a:b.nix",
    "<a href=\"x\">&amp;.nix",
    "new\nline.nix",
    "::error file=x::y.nix",
    "\u{1b}[2J\u{7}\u{9b}2J.nix",
    "\u{fffe}\u{202e}ü.nix",
    "a?b#c%20d.nix",
    "]]>-->.nix",
];

/// A flake with many findings of several rules, some of them in no file's line.
fn world() -> World {
    let world = World::new();
    put(
        &world,
        "flake.nix",
        "{\n  inputs.tools.url = \"github:example/tools\";\n  outputs = _: { };\n}\n",
    );
    put(&world, "fleet.nix", "{\n  hosts.gone = { };\n  hosts.\"gone two\" = { };\n}\n");
    for (at, name) in NAMES.iter().enumerate() {
        put(
            &world,
            name,
            &format!("{{\n  a = missing{at};\n  b = ./absent{at}.nix;\n  b = 1;\n}}\n"),
        );
    }
    put(&world, "twins.nix", "[\n  same\n  same\n  same\n]\n");
    world
}

fn put(world: &World, name: &str, text: &str) {
    fs::write(world.fleet().join(name), text).unwrap();
}

fn check(world: &World, args: &[&str]) -> Output {
    world.nixward(&[&["check", "--today", "2026-01-01"], args].concat())
}

fn text(world: &World, args: &[&str]) -> String {
    String::from_utf8(check(world, args).stdout).unwrap()
}

fn json(world: &World, args: &[&str]) -> Value {
    serde_json::from_str(&text(world, args)).unwrap()
}

fn findings(world: &World, args: &[&str]) -> Vec<String> {
    let report = json(world, &[&["--json"], args].concat());
    report["findings"].as_array().unwrap().iter().map(Value::to_string).collect()
}

/// The attributes of the elements of that name, and the text inside them.
fn elements(xml: &str, wanted: &str) -> Vec<(Vec<(String, String)>, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut open) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start)
                if start.name().as_ref() == wanted.as_bytes() =>
            {
                let attributes = start.attributes().map(Result::unwrap);
                let attributes = attributes.map(|attribute| {
                    let key = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
                    (key, attribute.unescape_value().unwrap().into_owned())
                });
                found.push((attributes.collect(), String::new()));
                open.push(found.len() - 1);
            }
            Event::Text(text) => {
                if let Some(at) = open.last() {
                    found[*at].1.push_str(&text.decode().unwrap());
                }
            }
            Event::End(end) if end.name().as_ref() == wanted.as_bytes() => drop(open.pop()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn every_form_says_the_same() {
    let world = world();
    let report = json(&world, &["--json"]);
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.len() > 2 * NAMES.len(), "{}", findings.len());
    let codes: Vec<&str> = findings.iter().map(|row| row["code"].as_str().unwrap()).collect();

    let human = text(&world, &[]);
    let titles = human
        .lines()
        .filter(|line| ["error[", "warning[", "info["].iter().any(|start| line.starts_with(start)));
    assert_eq!(titles.count(), findings.len());

    let sarif = json(&world, &["--format", "sarif"]);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let said: Vec<&str> = results.iter().map(|row| row["ruleId"].as_str().unwrap()).collect();
    assert_eq!(said, codes);
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for row in results {
        let index = usize::try_from(row["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], row["ruleId"]);
        let uri = row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
        assert!(
            uri.unwrap()
                .chars()
                .all(|char| char.is_ascii_graphic() && !"<>\"[]^`{|}\\?#".contains(char))
        );
    }

    let gitlab = json(&world, &["--format", "gitlab"]);
    let issues = gitlab.as_array().unwrap();
    let said: Vec<&str> = issues.iter().map(|row| row["check_name"].as_str().unwrap()).collect();
    assert_eq!(said, codes);
    let prints: BTreeSet<&str> =
        issues.iter().map(|row| row["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), issues.len(), "a fingerprint stands for one finding");

    let junit = text(&world, &["--format", "junit"]);
    assert_eq!(elements(&junit, "failure").len(), findings.len());
    let suites = elements(&junit, "testsuite");
    assert_eq!(suites.len(), rules.len());

    let github = text(&world, &["--format", "github"]);
    assert_eq!(github.lines().count(), findings.len());
    for line in github.lines() {
        let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (_, properties) = head.split_once(' ').unwrap();
        for property in properties.split(',') {
            let (key, value) = property.split_once('=').unwrap();
            assert!(
                ["file", "line", "endLine", "col", "endColumn", "title"].contains(&key),
                "{line}"
            );
            assert!(!value.contains(':'), "{line}");
        }
        assert!(!message.chars().any(char::is_control), "{line:?}");
    }
}

#[test]
fn the_parts_of_a_run_are_the_run() {
    let world = world();
    let whole = findings(&world, &[]);
    for count in [1, 2, 3, 7] {
        let mut parts = Vec::new();
        for index in 1..=count {
            let part = findings(&world, &["--shard", &format!("{index}/{count}")]);
            assert!(count == 1 || part.len() < whole.len());
            parts.extend(part);
        }
        parts.sort();
        let mut whole = whole.clone();
        whole.sort();
        assert_eq!(parts, whole, "{count} parts");
    }
}

#[test]
fn a_baseline_knows_findings_by_their_line() {
    let world = world();
    let all = findings(&world, &[]).len();
    let refused = check(&world, &["--baseline", "known.json"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--write-baseline"));

    let written = check(&world, &["--baseline", "known.json", "--write-baseline"]);
    assert!(written.status.success() && written.stdout.is_empty());
    assert_eq!(findings(&world, &["--baseline", "known.json"]), [""; 0]);
    assert!(check(&world, &["--baseline", "known.json"]).status.success());
    let first = fs::read(world.fleet().join("known.json")).unwrap();

    // Other lines come and go; then one finding is mended, and one of three alike is new.
    put(
        &world,
        "plain.nix",
        "# one\n# two\n{\n    a = missing0;  \n  b = ./absent0.nix;\n  b = 1;\n}\n",
    );
    assert_eq!(findings(&world, &["--baseline", "known.json"]), [""; 0]);
    put(&world, "plain.nix", "{ }\n");
    put(&world, "twins.nix", "[\n  same\n  same\n  same\n  same\n]\n");
    let report = json(&world, &["--json", "--baseline", "known.json"]);
    let left = report["findings"].as_array().unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!((&left[0]["file"], &left[0]["line"]), (&"twins.nix".into(), &5.into()));
    let stale = report["known"]["stale"].as_array().unwrap().len();
    assert_eq!(report["known"]["known"].as_u64(), Some((all - stale) as u64));
    assert!(stale >= 2);
    let text = check(&world, &["--baseline", "known.json"]);
    assert!(String::from_utf8_lossy(&text.stderr).contains("NW002 in plain.nix"));

    // Who runs some rules alone, says nothing of the others.
    let some = json(&world, &["--json", "--baseline", "known.json", "--only", "NW216"]);
    assert_eq!(some["known"]["stale"].as_array().unwrap().len(), 0);
    check(&world, &["--baseline", "known.json", "--write-baseline", "--only", "NW216"]);
    assert_eq!(fs::read(world.fleet().join("known.json")).unwrap(), first);
}

#[test]
fn a_baseline_that_is_none_is_refused() {
    let world = world();
    let later = r#"{"version": 2, "findings": []}"#;
    let strange = r#"{"version": 1, "findings": [], "x": 1}"#;
    for text in ["", "[]", "{\"version\":1}", later, strange, "\u{0}"] {
        put(&world, "known.json", text);
        for args in
            [&["--baseline", "known.json"][..], &["--baseline", "known.json", "--write-baseline"]]
        {
            let refused = check(&world, args);
            assert_eq!(refused.status.code(), Some(3), "{text}");
            assert!(String::from_utf8_lossy(&refused.stderr).contains("known.json"));
        }
        assert_eq!(fs::read_to_string(world.fleet().join("known.json")).unwrap(), text);
    }
}

/// `NIXWARD_TEST_SCHEMAS` names a folder with `sarif-2.1.0.json` and `junit-10.xsd`.
#[test]
fn documents_hold_to_their_schemas() {
    let Some(schemas) = std::env::var_os("NIXWARD_TEST_SCHEMAS") else {
        println!("skipped: NIXWARD_TEST_SCHEMAS names no folder");
        return;
    };
    let schemas = Path::new(&schemas);
    let world = world();
    put(&world, "report.sarif", &text(&world, &["--format", "sarif"]));
    put(&world, "report.xml", &text(&world, &["--format", "junit"]));
    let schema = schemas.join("sarif-2.1.0.json");
    succeeds(
        &world,
        "check-jsonschema",
        &["--schemafile", schema.to_str().unwrap(), "report.sarif"],
    );
    let schema = schemas.join("junit-10.xsd");
    succeeds(&world, "xmllint", &["--noout", "--schema", schema.to_str().unwrap(), "report.xml"]);
}

fn succeeds(world: &World, program: &str, args: &[&str]) {
    let output = Command::new(program).args(args).current_dir(world.fleet()).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat())
    );
}
