//! NW422: an option that is no more, found without Nix.

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::options::Wrong;
use crate::model::finding::Severity;

use super::modules;

pub static RULE: Rule = Rule {
    code: "NW422",
    name: "gone-option",
    severity: Severity::Error,
    summary: "A module sets an option that NixOS no longer has",
    explain: Explain {
        what: "A definition, in a module of a host, of an option that NixOS has removed, with what to do in its place.\n\
Only what is written out counts: no value that is computed, nothing behind a condition about\n\
releases or options, no option that a module of the flake declares, and no host that replaces modules\n\
of NixOS (`disabledModules`). Where the nixpkgs of the flake is not known to be new enough, it is an\n\
info that says so. A host that was evaluated is left to what NixOS itself says of it.",
        why: "The host does not evaluate, or not with the next nixpkgs.",
        example: "services.promtail.enable = true;",
        instead: "services.alloy.enable = true;",
    },
    check: Check::Hosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    modules::report(hosts, sink, |wrong| matches!(wrong, Wrong::Removed { .. }));
}
