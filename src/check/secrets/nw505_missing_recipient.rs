//! NW505: a secret is not encrypted to everyone its rule names.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use crate::flake::secrets::names;

use super::{at_rule, encrypt_anew, nameless};

pub static RULE: Rule = Rule {
    code: "NW505",
    name: "missing-recipient",
    severity: Severity::Warning,
    summary: "A secret is not encrypted to everyone its rule names",
    explain: Explain {
        what: "A file whose header lacks a recipient of its rule. Headers name ssh keys by a tag, so that this is\n\
certain for each; `age1...` keys are anonymous and are counted. Files of sops name every recipient.",
        why: "A host or a person that should be able to open the secret cannot. On a host it shows when the\n\
configuration is activated.",
        example: "A host was added to the rule of wifi.age, and wifi.age was not encrypted anew",
        instead: "agenix -r",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    for secret in &secrets.matrix.secrets {
        let Some(drift) = secret.drift.as_ref() else { continue };
        let name = |key| names::recipient(secrets.matrix, key);
        let mut missing: Vec<String> = drift.missing.iter().map(name).collect();
        missing.extend(nameless(drift.fewer));
        if !missing.is_empty() {
            let who = names::list(missing);
            let message = format!("{} is not encrypted to {who}, as its rule says", secret.file);
            at_rule(sink, secret, message).help(encrypt_anew(secret));
        }
    }
}
