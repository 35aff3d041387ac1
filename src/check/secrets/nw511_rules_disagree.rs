//! NW511: two rules speak of the same file and differ.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets;

use super::at;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    code: "NW511",
    name: "rules-disagree",
    severity: Severity::Warning,
    summary: "Two rules speak of the same file and differ",
    explain: Explain {
        what: "A file that two rules files name with different recipients.",
        why: "Each run of agenix encrypts it to those of the rules file at hand, and shuts out the others.",
        example: "secrets.nix and hosts/nas/secrets.nix that both name wifi.age",
        instead: "One rule for each file",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    for secret in &secrets.matrix.secrets {
        let Some((first, others)) = secret.rules.split_first() else { continue };
        for rule in others {
            let differ = keys(first).zip(keys(rule)).is_some_and(|(a, b)| a != b);
            if differ {
                let message = format!(
                    "{} is also a secret of {}, with other recipients",
                    secret.file, first.rules_file
                );
                at(sink, rule.at.as_ref(), &rule.rules_file, message);
            }
        }
    }
}

fn keys(rule: &secrets::Rule) -> Option<BTreeSet<&str>> {
    let keys = rule.recipients.as_deref()?;
    Some(keys.iter().map(|key| key.key.as_str()).collect())
}
