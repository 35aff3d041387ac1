//! NW223: the same input is locked more than once.

use std::collections::BTreeMap;

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use crate::check::input::Flake;
use crate::flake::lock::{Lock, Node};

use super::sources::{Locked, is_pinned, locked};

pub static RULE: Rule = Rule {
    code: "NW223",
    name: "locked-twice",
    severity: Severity::Info,
    summary: "The same input is locked more than once",
    explain: Explain {
        what: "A repository (or a folder of one), other than nixpkgs, of which inputs ask for the same branch and that nevertheless has\n\
several nodes in `flake.lock`. What the flake itself declares more than once is left alone.",
        why: "Each is fetched and updated by itself, and the lock grows with every input.",
        example: r#"{
  inputs.flake-utils.url = "github:numtide/flake-utils";
  inputs.poetry2nix.url = "github:nix-community/poetry2nix";
}"#,
        instead: r#"{
  inputs.flake-utils.url = "github:numtide/flake-utils";
  inputs.poetry2nix.url = "github:nix-community/poetry2nix";
  inputs.poetry2nix.inputs.flake-utils.follows = "flake-utils";
}"#,
    },
    check: Check::Lock(check),
};

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    let all = locked(lock);
    let mut same: BTreeMap<Source, Vec<&Locked<'_>>> = BTreeMap::new();
    for it in &all {
        if let Some(source) = source(it.node) {
            same.entry(source).or_default().push(it);
        }
    }
    let mut groups: Vec<Vec<&Locked<'_>>> = same.into_values().collect();
    groups.sort_by_key(|group| group.first().map(|first| first.id));
    for group in groups {
        let Some((kept, others)) = group.split_first() else { continue };
        let extra: Vec<&&Locked<'_>> = others.iter().filter(|it| it.way.len() > 1).collect();
        let Some(first) = extra.first() else { continue };
        let (file, span) = first.place(flake);
        let ways: Vec<String> = extra.iter().map(|it| it.way.join("/")).collect();
        let way = kept.way.join("/");
        let message = match &ways[..] {
            [one] => format!("`{one}` is `{way}` once more, locked by itself"),
            many => format!("`{}` are `{way}` once more, locked by themselves", many.join("`, `")),
        };
        let lines: Vec<String> = extra.iter().map(|it| it.follows(&kept.way)).collect();
        sink.in_file(file, Some(span), message).help(lines.join("\n"));
    }
}

/// What an input was declared as.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Source {
    repository: Vec<String>,
    folder: Option<String>,
    branch: Option<String>,
    flake: bool,
}

/// None for what lies in a folder, is found through the registry or pinned on purpose.
fn source(node: &Node) -> Option<Source> {
    let (locked, original) = (node.locked.as_ref()?, node.original.as_ref()?);
    let kind = locked.str("type")?;
    if locked.is_nixpkgs() || is_pinned(node) || kind == "path" {
        return None;
    }
    let text = |name| locked.str(name).unwrap_or_default().to_lowercase();
    let repository = match locked.str("url") {
        Some(url) => vec![kind.to_owned(), url.to_owned()],
        None => vec![kind.to_owned(), text("host"), text("owner"), text("repo")],
    };
    let branch = original.str("ref").map(str::to_owned);
    let folder = locked.str("dir").map(str::to_owned);
    Some(Source { repository, folder, branch, flake: node.flake })
}
