//! NW410: a host that calls itself something else.

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
attribute name in `nixosConfigurations`. It is a warning where another host has that name.",
        why: "`nixos-rebuild` without a name in `--flake` takes the configuration that is called like the machine:\n\
it finds none, or that of the other host.",
        example: r#"nixosConfigurations.web with { networking.hostName = "mail"; }"#,
        instead: r#"nixosConfigurations.web with { networking.hostName = "web"; }"#,
    },
    check: Check::Hosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    let machines = || hosts.discovery.hosts.iter().filter(|it| it.host.kind == HostKind::Nixos);
    for found in machines() {
        let host = &found.host;
        let Some(definition) = only_value(&found.definitions, Setting::HostName) else { continue };
        let (Some(name), Some((file, span))) = (&definition.value, &definition.at) else {
            continue;
        };
        // An empty name is left to DHCP.
        if name.is_empty() || *name == host.name {
            continue;
        }
        let taken = machines().any(|other| other.host.name == *name);
        let message = if taken {
            format!("{} calls itself `{name}`, which is the name of another host", host.name)
        } else {
            format!("{} calls itself `{name}`", host.name)
        };
        sink.in_file(file.as_str(), Some(*span), message)
            .host(&host.name)
            .severity(if taken { Severity::Warning } else { Severity::Info })
            .help(format!("name the host when you build on it: --flake .#{}", host.name));
    }
}
