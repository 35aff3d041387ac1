//! NW302: a file that git does not track.

use crate::check::input::Placed;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::each_lead;
use super::leads::Lead;

pub static RULE: Rule = Rule {
    code: "NW302",
    name: "untracked-file",
    severity: Severity::Error,
    summary: "A file is imported or read that git does not track",
    explain: Explain {
        what: "A path literal that is imported or read (see NW301) and lies on disk, but not in what the flake sees: git\n\
does not track it, ignores it, or holds it as deleted.",
        why: "Nix copies what git tracks, and nothing else: for it the file does not exist. Other machines and CI do\n\
not have it either.",
        example: "A new module that is imported before `git add`",
        instead: "git add -N modules/new.nix",
    },
    check: Check::Placed(check),
};

fn check(file: &Placed<'_>, sink: &mut Sink<'_>) {
    each_lead(file, sink, |lead| match lead {
        Lead::Unseen(path, hidden) => {
            Some((format!("Nix does not see {path}: {}", hidden.reason()), Some(hidden.help(path))))
        }
        _ => None,
    });
}
