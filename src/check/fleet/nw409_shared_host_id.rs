//! NW409: a host id that two hosts have.

use std::collections::BTreeMap;

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::{Setting, only_value};
use crate::model::finding::Severity;
use crate::model::host::HostKind;

pub static RULE: Rule = Rule {
    code: "NW409",
    name: "shared-host-id",
    severity: Severity::Warning,
    summary: "Two hosts have the same networking.hostId",
    explain: Explain {
        what: "A value of `networking.hostId` that the modules of two hosts certainly set.",
        why: "ZFS tells by it which machine last used a pool. Two machines with the same one can import a pool\n\
that the other still writes to.",
        example: r#"{ networking.hostId = "deadbeef"; } in a module that two hosts import"#,
        instead: r#"{ networking.hostId = "8425e349"; } in the module of one host"#,
    },
    check: Check::Hosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    let mut by_id: BTreeMap<&str, Vec<(&str, _)>> = BTreeMap::new();
    let machines = hosts.discovery.hosts.iter().filter(|it| it.host.kind == HostKind::Nixos);
    for found in machines {
        let Some(id) = only_value(&found.definitions, Setting::HostId) else { continue };
        if let (Some(value), Some(at)) = (&id.value, &id.at) {
            by_id.entry(value).or_default().push((&found.host.name, at));
        }
    }
    for (id, mut hosts) in by_id {
        let Some((first, _)) = hosts.first().copied() else { continue };
        let names: Vec<&str> = hosts.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        hosts.dedup_by(|a, b| a.1 == b.1);
        // One module that several hosts import is one finding.
        let several = names.contains(", ");
        let last = hosts.last().copied().filter(|_| several);
        if let Some((name, at)) = last {
            let message = format!("{names} have the same networking.hostId, {id}");
            sink.in_file(at.file.as_str(), Some(at.span), message)
                .host(if name == first { names.rsplit(", ").next().unwrap_or(name) } else { name })
                .help("give each its own: head -c4 /dev/urandom | od -A none -t x4");
        }
    }
}
