//! NW514: a file of sops has other key groups than its rule.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::{Drift, OnDisk};
use crate::sopsfile::compare::same_groups;

use super::{at_rule, encrypt_anew};

pub static RULE: Rule = Rule {
    code: "NW514",
    name: "key-groups-differ",
    severity: Severity::Warning,
    summary: "A file of sops has other key groups than its rule",
    explain: Explain {
        what: "A file with the recipients of its creation rule, divided into other `key_groups`.",
        why: "Groups say how many people it takes to open a file: with several groups, somebody of each, or of as\n\
many as `shamir_threshold` says. The file follows another rule than the one written down.",
        example: "A rule with two groups for a file that was encrypted when they were one",
        instead: "sops updatekeys secrets/db.yaml",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    for secret in &secrets.matrix.secrets {
        let (Some(rule), OnDisk::Sealed(sealed)) = (secret.rules.first(), &secret.disk) else {
            continue;
        };
        let same_people = secret.drift.as_ref().is_some_and(Drift::is_none);
        if same_people && !same_groups(&rule.groups, &sealed.groups) {
            let (file, asked) = (sealed.groups.len(), rule.groups.len());
            let how = if file == asked {
                "divided otherwise into key groups".to_owned()
            } else {
                format!("in {file} key groups, and its rule has {asked}")
            };
            let message = format!("{} has the recipients of its rule {how}", secret.file);
            at_rule(sink, secret, message).help(encrypt_anew(secret));
        }
    }
}
