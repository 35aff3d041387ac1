//! NW904: a host does not import what was rendered for it.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::Discovery;
use crate::model::finding::Severity;
use crate::model::host::HostKind;
use crate::model::rendered::Rendered;

pub static RULE: Rule = Rule {
    code: "NW904",
    name: "host-without-rendered",
    severity: Severity::Warning,
    summary: "A host does not import what was rendered for it",
    explain: Explain {
        what: "A host of nixosConfigurations that does not reach its own file below `hosts` of `render.dir`.\n\
It looks only where it is known of all hosts what they are made of.",
        why: "What the inventory says of the host has no effect on it: it is not monitored, say, though it\n\
looks as if it were.",
        example: "modules = [ ./hosts/nas ];",
        instead: "modules = [ ./hosts/nas ./modules/_rendered/hosts/nas.nix ];",
    },
    check: Check::RenderedHosts(check),
};

fn check(rendered: &Rendered, discovery: &Discovery, sink: &mut Sink<'_>) {
    let nixos = discovery.hosts.iter().filter(|it| it.host.kind == HostKind::Nixos);
    for found in nixos {
        let Some(module) = rendered.hosts.get(&found.host.name) else { continue };
        if found.host.files.contains(module) {
            continue;
        }
        let message = format!("{} does not import {module}", found.host.name);
        let (file, span) = match &found.host.at {
            Some(at) => (at.file.clone(), None),
            None => (module.clone(), None),
        };
        sink.in_file(file, span, message)
            .host(found.host.name.as_str())
            .help(format!("add it to the modules of the host: ./{module}"));
    }
}
