//! NW513: a module names a secret that is not there.

use std::collections::BTreeSet;

use crate::check::input::Hosts;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::tree::Resolved;

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
    for found in &hosts.discovery.hosts {
        for wanted in &found.secrets {
            let Some(at) = &wanted.at else { continue };
            let Ok(Resolved::Missing(path)) = tree.resolve(&wanted.file) else { continue };
            if !seen.insert((at, &wanted.file)) {
                continue;
            }
            let message = format!("the secret `{}` has no file {path}", wanted.name);
            let draft = sink.in_file(at.file.as_str(), Some(at.span), message);
            draft.host(&found.host.name);
            match tree.hidden(&path) {
                Ok(Some(hidden)) => {
                    draft.help(format!("{}: {}", hidden.reason(), hidden.help(&path)))
                }
                _ => draft.help("make it, or remove the secret"),
            };
        }
    }
}
