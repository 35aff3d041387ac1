//! NW507: a rule names a recipient twice.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::Tool;

use crate::flake::secrets::names;

use super::at;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    code: "NW507",
    name: "duplicate-recipient",
    severity: Severity::Info,
    summary: "A rule names a recipient twice",
    explain: Explain {
        what: "A key that a rule of agenix has more than once.",
        why: "ragenix refuses such a rules file; agenix encrypts twice to the same key.",
        example: "{ \"wifi.age\".publicKeys = [ alex laptop alex ]; }",
        instead: "{ \"wifi.age\".publicKeys = [ alex laptop ]; }",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    let of_agenix = secrets.matrix.secrets.iter().filter(|secret| secret.tool == Tool::Agenix);
    for rule in of_agenix.flat_map(|secret| &secret.rules) {
        let mut seen = BTreeSet::new();
        let keys = rule.recipients.as_deref().into_iter().flatten();
        let twice = keys.filter(|key| !seen.insert(key.key.as_str()));
        let names: BTreeSet<String> =
            twice.map(|key| names::recipient(secrets.matrix, key)).collect();
        if !names.is_empty() {
            let who = names::list(names.into_iter().collect());
            let message = format!("the rule of {} names {who} more than once", rule.name);
            at(sink, rule.at.as_ref(), &rule.rules_file, message);
        }
    }
}
