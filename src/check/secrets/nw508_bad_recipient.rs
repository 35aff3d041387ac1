//! NW508: a rule has a recipient that is no key.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::at;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    code: "NW508",
    name: "bad-recipient",
    severity: Severity::Error,
    summary: "A rule has a recipient that is no key",
    explain: Explain {
        what: "A text among the recipients of a rule that age cannot encrypt to: mistyped, cut off, of a kind\n\
that age does not know (ecdsa, sk), or no key at all.",
        why: "age stops at it: the secret can neither be edited nor encrypted anew.",
        example: "{ \"wifi.age\".publicKeys = [ \"ssh-ed25519 AAAA\" ]; }",
        instead: "{ \"wifi.age\".publicKeys = [ \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI...\" ]; }",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    // A key stands in one place and is used by many rules: each is said once a rules file.
    let mut seen = BTreeSet::new();
    for rule in secrets.matrix.secrets.iter().flat_map(|secret| &secret.rules) {
        for key in rule.recipients.as_deref().into_iter().flatten() {
            let Some(flaw) = &key.flaw else { continue };
            if seen.insert((&rule.rules_file, &key.key)) {
                let message = format!("the rule of {} has {}: {flaw}", rule.name, key.short());
                at(sink, rule.at.as_ref(), &rule.rules_file, message);
            }
        }
    }
}
