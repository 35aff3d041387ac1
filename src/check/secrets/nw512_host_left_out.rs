//! NW512: a host uses a secret that it cannot open.

use std::collections::BTreeSet;

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::Discovery;
use crate::model::finding::Severity;
use crate::model::host::HostKind;
use crate::model::secrets::{Holder, OnDisk, Sealed, Secret, SecretMatrix, Tool};

use crate::agefile::compare::is_of;
use crate::syntax::hir::Span;

pub static RULE: Rule = Rule {
    code: "NW512",
    name: "host-left-out",
    severity: Severity::Error,
    summary: "A host uses a secret that it cannot open",
    explain: Explain {
        what: "A file that the modules of a host name in `age.secrets` or `sops.secrets`, and whose header does not\n\
have the host's key. The key is that of the inventory (`target.hostKey`) and nothing else; of modules\n\
only what they certainly say counts. A host whose key no file of sops has may use a key of its own\n\
there, and is left alone.",
        why: "The secret is missing when the configuration is activated, and what needs it does not start.",
        example: "age.secrets.wifi.file = ./wifi.age; on a host that the rule of wifi.age does not name",
        instead: "The host's key in the rule, and: agenix -r",
    },
    check: Check::HostKeys(check),
};

fn check(secrets: &Secrets<'_>, hosts: &Discovery, sink: &mut Sink<'_>) {
    let matrix = secrets.matrix;
    let machines = hosts.hosts.iter().filter(|found| found.host.kind == HostKind::Nixos);
    for found in machines {
        let holders = matrix.holders.iter().flatten();
        let mut holders = holders.filter(|it| it.host && it.name == found.host.name);
        let Some(holder) = holders.next().filter(|holder| !holder.keys.is_empty()) else {
            continue;
        };
        let mut seen = BTreeSet::new();
        for wanted in &found.secrets {
            let Some(secret) = matrix.secret(wanted.file.as_str()) else { continue };
            let OnDisk::Sealed(sealed) = &secret.disk else { continue };
            if secret.tool != wanted.tool || opens(holder, secret.tool, sealed) {
                continue;
            }
            if secret.tool == Tool::Sops && !is_known_to_sops(matrix, holder) {
                continue;
            }
            if seen.insert(&wanted.file) {
                let message = format!("{} uses {} and cannot open it", holder.name, secret.file);
                let (file, span) = match &wanted.at {
                    Some(at) => (at.file.to_string(), Some(at.span)),
                    None => (secret.file.clone(), None::<Span>),
                };
                let help = help(holder, secret);
                sink.in_file(file, span, message).host(&holder.name).help(help);
            }
        }
    }
}

/// Whether a holder can open a file.
pub fn opens(holder: &Holder, tool: Tool, sealed: &Sealed) -> bool {
    holder.keys.iter().any(|key| {
        // What a header does not name may be there.
        let is_anonymous = tool == Tool::Agenix && key.tag.is_none();
        is_anonymous || sealed.stanzas.iter().any(|stanza| is_of(stanza, key))
    })
}

/// Whether any file of sops has a key of a holder, so that its others should have it as well.
pub fn is_known_to_sops(matrix: &SecretMatrix, holder: &Holder) -> bool {
    let of_sops = matrix.secrets.iter().filter(|secret| secret.tool == Tool::Sops);
    of_sops.into_iter().any(|secret| match &secret.disk {
        OnDisk::Sealed(sealed) => opens(holder, Tool::Sops, sealed),
        _ => false,
    })
}

/// What lets a holder open a secret.
pub fn help(holder: &Holder, secret: &Secret) -> String {
    let rule = secret.rules.first();
    let by_rule = rule.and_then(|rule| rule.recipients.as_deref()).is_some_and(|recipients| {
        holder.keys.iter().any(|key| recipients.iter().any(|known| known.is(&key.key)))
    });
    let again = super::encrypt_anew(secret);
    if by_rule {
        again
    } else {
        format!("add its key to the rule of {}, then {again}", secret.file)
    }
}
