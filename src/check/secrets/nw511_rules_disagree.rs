//! NW511: two rules speak of the same file and differ.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::{self, RulesFile, Tool};

use super::at;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    code: "NW511",
    name: "rules-disagree",
    severity: Severity::Warning,
    summary: "Two rules speak of the same file and differ",
    explain: Explain {
        what: "A file that two rules files name with different recipients. A rules file in a hidden folder\n\
(`.old/secrets.nix`) that names files outside of it is kept for its past, and not compared.",
        why: "Each run of agenix encrypts it to those of the rules file at hand, and shuts out the others.",
        example: "secrets.nix and hosts/nas/secrets.nix that both name wifi.age",
        instead: "One rule for each file",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    let past: BTreeSet<&str> = secrets
        .matrix
        .rules_files
        .iter()
        .filter(|rules| is_hidden(rules))
        .map(|rules| rules.file.as_str())
        .collect();
    for secret in &secrets.matrix.secrets {
        let mut rules = secret.rules.iter().filter(|rule| !past.contains(&*rule.rules_file));
        let Some(first) = rules.next() else { continue };
        for rule in rules {
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

/// Whether a rules file lies in a hidden folder and the files that it names do not.
fn is_hidden(rules: &RulesFile) -> bool {
    let inside = rules.file.strip_prefix(&rules.base).unwrap_or(&rules.file);
    inside.split('/').any(|name| name.starts_with('.')) && rules.tool == Tool::Agenix
}

fn keys(rule: &secrets::Rule) -> Option<BTreeSet<&str>> {
    let keys = rule.recipients.as_deref()?;
    Some(keys.iter().map(|key| key.key.as_str()).collect())
}
