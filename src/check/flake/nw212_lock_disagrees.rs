//! NW212: the lock was made for another address.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::agreement::of_input;
use crate::flake::lock::Lock;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW212",
    name: "lock-disagrees",
    severity: Severity::Warning,
    summary: "flake.lock pins an input by another address",
    explain: Explain {
        what: "An input whose address (or `follows`) in flake.nix is not the one that flake.lock was made for.",
        why: "Nix locks the input anew when it next runs: what is built is decided on the machine that builds it. With\n\
`--no-update-lock-file`, as CI should use it, the command fails.",
        example: "A branch changed in flake.nix without committing the new flake.lock",
        instead: "nix flake lock && git add flake.lock",
    },
    check: Check::Lock(check),
};

fn check(flake: &Flake<'_>, lock: &Lock, sink: &mut Sink<'_>) {
    for input in &flake.manifest.inputs {
        let Some(pinned) = lock.root().input(&input.name) else { continue };
        if let Some((span, made_for)) = of_input(lock, input, pinned) {
            let message = format!(
                "`{}` has changed since flake.lock was made: there it {made_for}",
                input.name
            );
            sink.at(span, message).help("nix flake lock");
        }
    }
}
