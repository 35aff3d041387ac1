//! NW410: a host that calls itself something else.

use std::collections::BTreeMap;

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::{Setting, only_value};
use crate::model::finding::Severity;
use crate::model::host::HostKind;

pub static RULE: Rule = Rule {
    code: "NW410",
    name: "host-name-differs",
    severity: Severity::Info,
    summary: "networking.hostName is not the name of the host",
    explain: Explain {
        what: "A value of `networking.hostName` that the modules of a host certainly set and that differs from its\n\
attribute name in `nixosConfigurations`. It is a warning where another host has that name, unless this\n\
one is named as a form of it: `nas-rescue` of `nas`.",
        why: "`nixos-rebuild` without a name in `--flake` takes the configuration that is called like the machine:\n\
it finds none, or that of the other host.",
        example: r#"nixosConfigurations.web with { networking.hostName = "mail"; }"#,
        instead: r#"nixosConfigurations.web with { networking.hostName = "web"; }"#,
    },
    check: Check::Hosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    let machines = || hosts.discovery.hosts.iter().filter(|it| it.host.kind == HostKind::Nixos);
    // One line that several hosts import is one finding.
    let mut by_place: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for found in machines() {
        let host = &found.host.name;
        let Some(definition) = only_value(&found.definitions, Setting::HostName) else { continue };
        let (Some(name), Some(at)) = (&definition.value, &definition.at) else { continue };
        // An empty name is left to DHCP.
        if name.is_empty() || name == host {
            continue;
        }
        let taken = machines().any(|other| other.host.name == *name) && !is_variant(host, name);
        by_place.entry((at, name, taken)).or_default().push(host);
    }
    for ((at, name, taken), hosts) in by_place {
        let Some((first, others)) = hosts.split_first() else { continue };
        let calls = if others.is_empty() { "calls itself" } else { "call themselves" };
        let whose = if taken { ", which is the name of another host" } else { "" };
        let message = format!("{} {calls} `{name}`{whose}", hosts.join(", "));
        sink.in_file(at.file.as_str(), Some(at.span), message)
            .host(*first)
            .severity(if taken { Severity::Warning } else { Severity::Info })
            .help(format!("name the host when you build on it: --flake .#{first}"));
    }
}

/// Whether a host is named as another form of the machine `name`: `nas-rescue` of `nas`.
pub fn is_variant(host: &str, name: &str) -> bool {
    host.strip_prefix(name).is_some_and(|rest| rest.starts_with(['-', '_', '.', '+', '@']))
}
