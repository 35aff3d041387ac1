//! NW513: a module names a secret that is not there.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::Written;
use crate::model::finding::Severity;
use crate::tree::{Hidden, RelPath, Resolved};

pub static RULE: Rule = Rule {
    code: "NW513",
    name: "no-such-secret",
    severity: Severity::Error,
    summary: "A module names a secret that is not there",
    explain: Explain {
        what: "A file in `age.secrets.<name>.file`, `sops.secrets.<name>.sopsFile` or `sops.defaultSopsFile` that\n\
the flake does not see, where a host certainly has that module. What stands under a condition that is\n\
not known is left alone.",
        why: "The host does not evaluate.",
        example: "age.secrets.wifi.file = ./wifi.age; and no wifi.age",
        instead: "Make the secret with `agenix -e wifi.age`, and: git add -N wifi.age",
    },
    check: Check::Hosts(check),
};

fn check(hosts: &Hosts<'_>, sink: &mut Sink<'_>) {
    let tree = hosts.files.tree();
    let mut seen = BTreeSet::new();
    let mut submodules: BTreeMap<RelPath, Left> = BTreeMap::new();
    for found in &hosts.discovery.hosts {
        for wanted in &found.secrets {
            let Some(at) = &wanted.at else { continue };
            let Ok(Resolved::Missing(path)) = tree.resolve(&wanted.file) else { continue };
            if !seen.insert((at, &wanted.file)) {
                continue;
            }
            let hidden = tree.hidden(&path).ok().flatten();
            if let Some(Hidden::Submodule(submodule)) = hidden {
                let first = || Left { at, host: &found.host.name, secrets: BTreeSet::new() };
                submodules.entry(submodule).or_insert_with(first).secrets.insert(&wanted.file);
                continue;
            }
            let message = format!("the secret `{}` has no file {path}", wanted.name);
            let draft = sink.in_file(at.file.as_str(), Some(at.span), message);
            draft.host(&found.host.name);
            match hidden {
                Some(hidden) => draft.help(format!("{}: {}", hidden.reason(), hidden.help(&path))),
                None => draft.help("make it, or remove the secret"),
            };
        }
    }
    // Where flake.nix asks for submodules, one that is not seen is only not cloned here.
    if !hosts.wants_submodules {
        for (submodule, left) in submodules {
            left.tell(&submodule, sink);
        }
    }
}

/// Secrets in a submodule, and where the first of them is named.
struct Left<'h> {
    at: &'h Written,
    host: &'h str,
    secrets: BTreeSet<&'h RelPath>,
}

impl Left<'_> {
    fn tell(self, submodule: &RelPath, sink: &mut Sink<'_>) {
        let many = match self.secrets.len() {
            1 => "a secret lies".to_owned(),
            many => format!("{many} secrets lie"),
        };
        let message =
            format!("{many} in the submodule {submodule}, which the flake leaves out unless asked");
        let draft = sink.in_file(self.at.file.as_str(), Some(self.at.span), message);
        let help = Hidden::Submodule(submodule.clone()).help(submodule);
        draft.severity(Severity::Warning).host(self.host).help(help);
    }
}
