//! NW424: a name that no option has, found without Nix.

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::options::Wrong;
use crate::model::finding::Severity;

use super::modules;

pub static RULE: Rule = Rule {
    code: "NW424",
    name: "no-such-option",
    severity: Severity::Error,
    summary: "A module sets an option that there is not",
    explain: Explain {
        what: "A definition, in a module of a host, of a name that the table of the flake's own nixpkgs lacks\n\
(`nixward options update` makes it; without that table the rule has nothing to say). Where other\n\
inputs may declare options too, only a name that is nearly one of nixpkgs counts.\n\
Only what is written out counts: no value that is computed, nothing behind a condition about\n\
releases or options, no option that a module of the flake declares, and no host that replaces modules\n\
of NixOS (`disabledModules`). Where the nixpkgs of the flake is not known to be new enough, it is an\n\
info that says so. A host that was evaluated is left to what NixOS itself says of it.",
        why: "The host does not evaluate.",
        example: "services.openssh.enabel = true;",
        instead: "services.openssh.enable = true;",
    },
    check: Check::Hosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    modules::report(hosts, sink, |wrong| matches!(wrong, Wrong::Unknown { .. }));
}
