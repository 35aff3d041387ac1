//! NW503: a rule names a secret that has no file.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::OnDisk;

use super::at;

pub static RULE: Rule = Rule {
    code: "NW503",
    name: "secret-without-file",
    severity: Severity::Warning,
    summary: "A rule names a secret that has no file",
    explain: Explain {
        what: "A rule of a `secrets.nix` whose file the flake does not see: it was never made, is gone, or git\n\
does not track it.",
        why: "Nothing can use the secret. A file that git does not track exists on this machine only: Nix does\n\
not copy it, and other clones lose it.",
        example: "{ \"wifi.age\".publicKeys = [ key ]; }, and no wifi.age",
        instead: "Make the secret with `agenix -e wifi.age`, or remove the rule",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    for secret in &secrets.matrix.secrets {
        for rule in &secret.rules {
            let spot = rule.at.as_ref();
            match &secret.disk {
                OnDisk::Missing => {
                    let message = format!("the secret {} has no file", secret.file);
                    at(sink, spot, &rule.rules_file, message).help("make it, or remove the rule");
                }
                OnDisk::Unseen(why, help) => {
                    let message = format!("Nix does not see the secret {}: {why}", secret.file);
                    at(sink, spot, &rule.rules_file, message).help(help.clone());
                }
                OnDisk::Sealed(_) | OnDisk::Flawed(_) => {}
            }
        }
    }
}
