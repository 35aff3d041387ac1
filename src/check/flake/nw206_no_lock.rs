//! NW206: inputs without a lock.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW206",
    name: "no-lock",
    severity: Severity::Warning,
    summary: "The flake has inputs and no flake.lock",
    explain: Explain {
        what: "A flake with inputs whose tree has no flake.lock; one that lies on disk but is not tracked by git counts\n\
as none, because Nix does not see it.",
        why: "Every evaluation takes whatever the inputs are at that moment: two machines built an hour apart may\n\
differ, and nobody can go back.",
        example: "A flake.nix with inputs and no flake.lock beside it",
        instead: "git add flake.nix flake.lock",
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    if flake.lock.is_some() || !flake.has_inputs() {
        return;
    }
    let file = flake.file.as_str();
    match flake.tree.hidden(&flake.lock_file) {
        Ok(Some(hidden)) => sink
            .in_file(file, None, format!("Nix does not see flake.lock: {}", hidden.reason()))
            .help(hidden.help(&flake.lock_file)),
        _ => sink
            .in_file(file, None, "nothing pins the inputs: there is no flake.lock")
            .help("nix flake lock, then add flake.lock to the repository"),
    };
}
