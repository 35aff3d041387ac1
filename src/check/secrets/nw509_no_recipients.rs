//! NW509: a rule names nobody.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::at;

pub static RULE: Rule = Rule {
    code: "NW509",
    name: "no-recipients",
    severity: Severity::Error,
    summary: "A rule names nobody",
    explain: Explain {
        what: "A rule whose list of keys is empty.",
        why: "agenix says that there is no rule for the file: the secret can neither be made, edited nor\n\
encrypted anew.",
        example: "{ \"wifi.age\".publicKeys = [ ]; }",
        instead: "{ \"wifi.age\".publicKeys = [ alex ]; }",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    for rule in secrets.matrix.secrets.iter().flat_map(|secret| &secret.rules) {
        if rule.recipients.as_deref().is_some_and(<[_]>::is_empty) {
            let message = format!("the rule of {} names nobody who may open it", rule.name);
            at(sink, rule.at.as_ref(), &rule.rules_file, message);
        }
    }
}
