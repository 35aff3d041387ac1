//! NW010: a file that cannot be read.

use std::error::Error as _;

use crate::check::input::{Run, Unread, Why};
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW010",
    name: "unreadable-file",
    severity: Severity::Error,
    summary: "A Nix file cannot be read",
    explain: Explain {
        what: "A Nix file of the flake that the file system does not give out, or (as information) one that\n               git-crypt holds locked in this clone.",
        why: "Nix cannot read it either, and nothing is known of what it says.",
        example: "A file that belongs to root with mode 0600",
        instead: "A file that whoever evaluates the flake may read",
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, sink: &mut Sink<'_>) {
    for Unread { path, why } in run.unread {
        match why {
            Why::Failed(error) => {
                let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
                sink.in_file(path.as_str(), None, format!("this file cannot be read: {why}"));
            }
            Why::Locked(open) => {
                let program = open.split(' ').next().unwrap_or_default();
                let message = format!("{program} holds this file locked: not checked");
                sink.in_file(path.as_str(), None, message).severity(Severity::Info).help(*open);
            }
        }
    }
}
