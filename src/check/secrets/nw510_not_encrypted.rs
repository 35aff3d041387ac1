//! NW510: a secret is not encrypted, or damaged.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::{OnDisk, Tool};

pub static RULE: Rule = Rule {
    code: "NW510",
    name: "not-encrypted",
    severity: Severity::Error,
    summary: "A secret is not encrypted, or damaged",
    explain: Explain {
        what: "A file that a rule declares as a secret, and that is not one: plain text, empty, cut off, or with\n\
a broken header or armor. For sops a YAML, JSON, dotenv or ini file that a creation rule names, or\n\
that lies in a folder it names and has `secret` or `sops` in its path; in plain text it is a warning,\n\
since the regular expression may match more than was meant.",
        why: "In plain text everyone who has the repository has the secret: change it, for the history keeps it.\n\
A damaged file fails on the hosts, when their configuration is activated.",
        example: "wifi.age that holds the password itself",
        instead: "wifi.age, made by `agenix -e wifi.age`",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    for secret in secrets.matrix.secrets.iter().filter(|secret| !secret.rules.is_empty()) {
        let OnDisk::Flawed(flaw) = &secret.disk else { continue };
        let message = format!("{} is no encrypted secret: {}", secret.file, flaw.message);
        let help = if flaw.plain {
            "if it holds the value, change the value: the history keeps it; then encrypt it"
        } else {
            "bring back the last whole version: git log -- FILE"
        };
        let draft = sink.in_file(secret.file.as_str(), None, message);
        draft.help(help);
        // A regular expression may match more than was meant.
        if secret.tool == Tool::Sops && flaw.plain {
            draft.severity(Severity::Warning);
        }
    }
}
