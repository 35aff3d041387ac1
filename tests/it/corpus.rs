//! Real flakes with the host names that real Nix gives.
//!
//! `NIXWARD_TEST_CORPUS` names a folder with `flakes/<name>/` (each a git work tree) and
//! `expected/hosts/<name>.json` (`{"nixosConfigurations": [..] or null, ..}`). Nothing of it is
//! part of the project.

use std::path::{Path, PathBuf};

use nixward::flake::hosts::{self, Output};
use nixward::tree;

const OUTPUTS: &[(Output, &str)] = &[
    (Output::Nixos, "nixosConfigurations"),
    (Output::Darwin, "darwinConfigurations"),
    (Output::Home, "homeConfigurations"),
];

/// How an output compares with the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Exact,
    Incomplete,
    Wrong,
}

#[test]
fn host_names_are_exact_or_marked() {
    let Some(corpus) = std::env::var_os("NIXWARD_TEST_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: NIXWARD_TEST_CORPUS names no folder of real flakes");
        return;
    };
    let only = std::env::var("NIXWARD_TEST_ONLY").unwrap_or_default();
    let mut names: Vec<String> = std::fs::read_dir(corpus.join("expected/hosts"))
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .filter(|name| name.contains(&only))
        .collect();
    names.sort();
    let mut counts = [[0; 3]; OUTPUTS.len()];
    let mut wrong = Vec::new();
    for name in &names {
        for (at, (verdict, line)) in compare(&corpus, name).into_iter().enumerate() {
            let Some(verdict) = verdict else { continue };
            counts[at][verdict as usize] += 1;
            if verdict != Verdict::Exact {
                eprintln!("{verdict:?} {name} {line}");
            }
            if verdict == Verdict::Wrong {
                wrong.push(format!("{name} {line}"));
            }
        }
    }
    for ((_, output), [exact, incomplete, wrong]) in OUTPUTS.iter().zip(counts) {
        eprintln!("{output}: {exact} exact, {incomplete} incomplete, {wrong} wrong");
    }
    assert!(wrong.is_empty(), "wrong names:\n{}", wrong.join("\n"));
}

/// A verdict for each output the truth knows, with a line that says why.
fn compare(corpus: &Path, name: &str) -> Vec<(Option<Verdict>, String)> {
    let truth =
        std::fs::read_to_string(corpus.join(format!("expected/hosts/{name}.json"))).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
    let folder = corpus.join("flakes").join(name);
    let source = match tree::discover(&folder, tree::Options::default()) {
        Ok(source) => source,
        Err(error) => {
            return vec![(Some(Verdict::Incomplete), error.message)];
        }
    };
    let discovery = hosts::discover(&source).unwrap();
    OUTPUTS
        .iter()
        .map(|(output, key)| {
            let Some(expected) = truth[*key].as_array() else { return (None, String::new()) };
            let mut expected: Vec<&str> =
                expected.iter().filter_map(|name| name.as_str()).collect();
            expected.sort_unstable();
            if let Some(failure) = &discovery.failure {
                return (Some(Verdict::Incomplete), format!("{key}: failed: {failure:?}"));
            }
            let found = discovery.names(*output).cloned().unwrap_or_default();
            let complete = found.is_complete();
            let line = format!(
                "{key}: {:?} maybe {:?} of {expected:?}: {:?}",
                found.names, found.maybe, found.incomplete
            );
            let missing = expected
                .iter()
                .any(|name| !found.names.iter().chain(&found.maybe).any(|found| found == name));
            let extra = found.names.iter().any(|name| !expected.contains(&name.as_str()));
            let verdict = match (complete, missing, extra) {
                (true, false, false) => Verdict::Exact,
                (false, missing, false) if !missing || found.incomplete.is_some() => {
                    Verdict::Incomplete
                }
                _ => Verdict::Wrong,
            };
            (Some(verdict), line)
        })
        .collect()
}
