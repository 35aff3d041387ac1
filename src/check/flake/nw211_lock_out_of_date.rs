//! NW211: inputs in one file and not in the other.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use std::collections::BTreeSet;

use crate::check::input::Flake;
use crate::flake::lock::Lock;

pub static RULE: Rule = Rule {
    code: "NW211",
    name: "lock-out-of-date",
    severity: Severity::Warning,
    summary: "flake.nix and flake.lock have different inputs",
    explain: Explain {
        what: "An input that flake.nix declares and flake.lock does not pin, or the other way round.",
        why: "Nix locks the missing input on its own when it next runs: what is built is decided on the machine that\n\
builds it. With `--no-update-lock-file`, as CI should use it, the command fails.",
        example: "An input added to flake.nix without committing the new flake.lock",
        instead: "nix flake lock && git add flake.lock",
    },
    check: Check::Lock(check),
};

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    let help = "nix flake lock";
    for input in &flake.manifest.inputs {
        if lock.root().input(&input.name).is_none() {
            let message = format!("flake.lock does not pin the input `{}`", input.name);
            sink.at(input.name_span, message).help(help);
        }
    }
    if !flake.manifest.inputs_complete || flake.manifest.outputs.is_none() {
        return;
    }
    let implied: BTreeSet<String> = flake.arguments().map(|(_, name)| name).collect();
    for pinned in &lock.root().inputs {
        if flake.manifest.input(&pinned.name).is_none() && !implied.contains(&pinned.name) {
            let message = format!("flake.nix has no input `{}`", pinned.name);
            sink.in_file(flake.lock_file.as_str(), Some(pinned.name_span), message).help(help);
        }
    }
}
