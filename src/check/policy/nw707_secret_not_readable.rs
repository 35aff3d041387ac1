//! NW707: a host has a secret that it cannot open, as only Nix knows.

use std::collections::BTreeSet;

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::secrets::nw512_host_left_out::{help, is_known_to_sops, opens};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::{OnDisk, SecretMatrix, Tool};

use super::secrets;

pub static RULE: Rule = Rule {
    code: "NW707",
    name: "secret-not-readable",
    severity: Severity::Error,
    summary: "A host has a secret that it cannot open",
    explain: Explain {
        what: "A file of `age.secrets` or `sops.secrets` of an evaluated host whose header does not have the host's\n\
key. NW512 says the same of what the files alone tell; what it looks at is left to it.",
        why: "The secret is missing when the configuration is activated, and what needs it does not start.",
        example: r#"age.secrets = lib.genAttrs names (name: { file = ./secrets + "/${name}.age"; });"#,
        instead: "The host's key in the rule, and: agenix -r",
    },
    check: Check::KnownKeys(check),
};

fn check(known: &Known<'_>, matrix: &SecretMatrix, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let mut holders = matrix.holders.iter().flatten();
        let holder = holders.find(|it| it.host && it.name == host.name && !it.keys.is_empty());
        let Some(holder) = holder else { continue };
        let told = known.discovered(host.name).map_or(&[][..], |found| &found.secrets[..]);
        let mut seen = BTreeSet::new();
        for had in secrets::of(&host) {
            let Some(file) = had.secret.file.as_deref() else { continue };
            let Some(secret) = matrix.secret(file).filter(|secret| secret.tool == had.tool) else {
                continue;
            };
            let OnDisk::Sealed(sealed) = &secret.disk else { continue };
            let is_told = told.iter().any(|wanted| wanted.file.as_str() == file);
            let is_stranger = had.tool == Tool::Sops && !is_known_to_sops(matrix, holder);
            if is_told || is_stranger || opens(holder, had.tool, sealed) || !seen.insert(file) {
                continue;
            }
            let place = had.place(known, host.name, "file");
            let message = format!("the host uses {file} and cannot open it");
            known.report(sink, host.name, &place, message).help(help(holder, secret));
        }
    }
}
