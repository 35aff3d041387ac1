//! NW504: an encrypted file has no rule.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::{OnDisk, Secret, SecretMatrix};

pub static RULE: Rule = Rule {
    code: "NW504",
    name: "file-without-rule",
    severity: Severity::Warning,
    summary: "An encrypted file has no rule",
    explain: Explain {
        what: "A file encrypted with age, called `.age`, beside the files of a `secrets.nix` that says nothing of\n\
it. It looks only where every rules file is known in full. Files that a passphrase opens are left\n\
alone: they are keys rather than secrets. The same for a file of sops below a `.sops.yaml` none of\n\
whose creation rules matches it.",
        why: "Nobody can edit it with agenix or bring it in line with `sops updatekeys`: whoever could read it once will for ever, and a\n\
new host never can.",
        example: "old-token.age beside a secrets.nix that does not name it",
        instead: "A rule for it, or no such file",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    let matrix = secrets.matrix;
    for secret in &matrix.secrets {
        let mut rules_files = matrix.rules_files.iter().filter(|file| file.tool == secret.tool);
        if !rules_files.all(|file| file.complete) || !has_rules_file(matrix, secret) {
            continue;
        }
        let OnDisk::Sealed(sealed) = &secret.disk else { continue };
        let by_passphrase = sealed.stanzas.iter().any(|stanza| stanza.kind == "scrypt");
        if secret.rules.is_empty() && !by_passphrase {
            sink.in_file(secret.file.as_str(), None, "no rule says who may open this file")
                .help("add it to the rules file, or remove it if nothing needs it");
        }
    }
}

/// Whether a rules file could speak of it.
fn has_rules_file(matrix: &SecretMatrix, secret: &Secret) -> bool {
    let mut rules_files = matrix.rules_files.iter().filter(|file| file.tool == secret.tool);
    rules_files.any(|file| {
        file.base.is_empty()
            || secret.file.strip_prefix(&file.base).is_some_and(|rest| rest.starts_with('/'))
    })
}
