//! NW419: a module that no host reaches.

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::unreached::unreached;

pub static RULE: Rule = Rule {
    code: "NW419",
    name: "unreached-module",
    severity: Severity::Info,
    summary: "No host reaches this module",
    explain: Explain {
        what: "A file that looks like a NixOS, nix-darwin or home-manager module, and that no host imports and\n\
nothing in the flake names. It looks only where it is known of all hosts what they are made of.\n\
Templates, tests, examples, other flakes in subfolders, packages, and files in a folder that\n\
something reads as a whole are left alone, and so is whatever may be meant by a word in another\n\
file.",
        why: "It is read, searched and kept up to date for nothing, or a host was meant to import it.",
        example: "modules/old-web.nix, which nothing imports",
        instead: "{ imports = [ ./modules/old-web.nix ]; }, or no such file",
    },
    check: Check::AllHosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    for file in unreached(hosts) {
        sink.in_file(file.as_str(), None, "no host reaches this module")
            .help("import it, or remove it; `nixward files --unreached` lists all such files");
    }
}
