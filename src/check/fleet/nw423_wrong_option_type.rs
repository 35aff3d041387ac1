//! NW423: a value that an option does not take, found without Nix.

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::options::Wrong;
use crate::model::finding::Severity;

use super::modules;

pub static RULE: Rule = Rule {
    code: "NW423",
    name: "wrong-option-type",
    severity: Severity::Error,
    summary: "A module gives an option a value of another type",
    explain: Explain {
        what: "A value that is written out and that the type of its option cannot take: a string for a boolean, a set\n\
for a list, a word that an enumeration lacks, a port beyond 65535.\n\
Only what is written out counts: no value that is computed, nothing behind a condition about\n\
releases or options, no option that a module of the flake declares, and no host that replaces modules\n\
of NixOS (`disabledModules`). Where the nixpkgs of the flake is not known to be new enough, it is an\n\
info that says so. A host that was evaluated is left to what NixOS itself says of it.",
        why: "The host does not evaluate.",
        example: r#"services.openssh.enable = "yes";"#,
        instead: "services.openssh.enable = true;",
    },
    check: Check::Hosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    modules::report(hosts, sink, |wrong| matches!(wrong, Wrong::Type { .. }));
}
