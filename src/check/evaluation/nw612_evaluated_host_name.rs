//! NW612: a host that calls itself something else, as only Nix knows.

use crate::check::fleet::nw410_host_name_differs::is_variant;
use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::{Setting, only_value};
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW612",
    name: "evaluated-host-name",
    severity: Severity::Info,
    summary: "networking.hostName comes to another name than that of the host",
    explain: Explain {
        what: "A value of `networking.hostName` that differs from the attribute name of the host, where the files\n\
alone do not tell it; NW410 speaks of the others. It is a warning where another host has that name,\n\
unless this one is named as a form of it.",
        why: "`nixos-rebuild` without a name in `--flake` takes the configuration that is called like the machine:\n\
it finds none, or that of the other host.",
        example: r#"networking.hostName = "${config.site}-web"; of nixosConfigurations.web"#,
        instead: r#"networking.hostName = "web";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some(Some(name)) = host.evaluated.facts.host_name.value() else { continue };
        // An empty name is left to DHCP.
        if name.is_empty() || name == host.name || is_told(known, host.name) {
            continue;
        }
        let taken = known.facts.hosts.contains_key(name) && !is_variant(host.name, name);
        let whose = if taken { ", which is the name of another host" } else { "" };
        let place = known.at_option(host.name, &["networking.hostName"]);
        known
            .report(sink, host.name, &place, format!("it calls itself `{name}`{whose}"))
            .severity(if taken { Severity::Warning } else { Severity::Info });
    }
}

/// Whether the files alone tell the name.
fn is_told(known: &Known<'_>, host: &str) -> bool {
    let definitions = known.discovered(host).map(|found| &found.definitions[..]);
    let only = only_value(definitions.unwrap_or_default(), Setting::HostName);
    only.is_some_and(|definition| definition.value.is_some() && definition.at.is_some())
}
