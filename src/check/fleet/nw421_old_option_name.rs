//! NW421: an option that has another name now, found without Nix.

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::options::Wrong;
use crate::model::finding::Severity;

use super::modules;

pub static RULE: Rule = Rule {
    code: "NW421",
    name: "old-option-name",
    severity: Severity::Warning,
    summary: "A module sets an option by a name that NixOS has replaced",
    explain: Explain {
        what: "A definition, in a module of a host, of an option that NixOS has renamed, as far as nixward knows it\n\
(docs/options.md) or the table of the flake's own nixpkgs does (`nixward options update`).\n\
Only what is written out counts: no value that is computed, nothing behind a condition about\n\
releases or options, no option that a module of the flake declares, and no host that replaces modules\n\
of NixOS (`disabledModules`). Where the nixpkgs of the flake is not known to be new enough, it is an\n\
info that says so. A host that was evaluated is left to what NixOS itself says of it.",
        why: "The old name still works for a while, with a warning at each evaluation, and then no longer does.",
        example: r#"services.openssh.permitRootLogin = "no";"#,
        instead: r#"services.openssh.settings.PermitRootLogin = "no";"#,
    },
    check: Check::Hosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    modules::report(hosts, sink, |wrong| matches!(wrong, Wrong::Renamed { .. }));
}
