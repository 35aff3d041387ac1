//! What is known of options, tried through the command line.

use std::fs;

use serde_json::Value;

use crate::harness::{World, repository};

/// The paths of the built-in table with what is said of each.
fn rows() -> Vec<(String, String)> {
    let text = fs::read_to_string(repository().join("src/flake/options/nixos.tsv")).unwrap();
    let mut way: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("source\t"))
    {
        let depth = line.len() - line.trim_start().len();
        let mut columns = line.trim_start().split('\t');
        way.truncate(depth);
        way.push(columns.next().unwrap());
        let said = columns.next().unwrap_or_default();
        if !said.is_empty() {
            rows.push((way.join("."), said.to_owned()));
        }
    }
    rows
}

#[test]
fn every_rename_and_removal_is_found_where_it_stands() {
    let world = World::new();
    let is_gone = |said: &str| said.starts_with(['-', '~']) || said.starts_with("x ");
    let gone: Vec<String> =
        rows().into_iter().filter(|(_, said)| is_gone(said)).map(|(path, _)| path).collect();
    assert!(gone.len() >= 92, "62 renames and 30 removals were gathered: {}", gone.len());
    let lines = gone.iter().map(|path| format!("  {} = x;\n", path.replace("<name>", "any")));
    fs::write(
        world.fleet().join("all.nix"),
        format!("{{ x }}: {{\n{}}}\n", lines.collect::<String>()),
    )
    .unwrap();
    let output = world.nixward(&["options", "check", "--json", "all.nix"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    for (line, path) in (2..).zip(&gone) {
        let shown = path.replace("<name>", "any");
        let is_it = |finding: &&Value| {
            finding["line"] == line && finding["message"].as_str().unwrap().contains(&shown)
        };
        assert_eq!(findings.iter().filter(is_it).count(), 1, "{path} in line {line}");
    }
    assert_eq!(findings.len(), gone.len());
    println!("{} of {} old names are reported at their line", findings.len(), gone.len());
}
