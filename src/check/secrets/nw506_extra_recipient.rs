//! NW506: a secret is still encrypted to someone its rule does not name.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use crate::flake::secrets::names;

use super::{at_rule, encrypt_anew, nameless};

pub static RULE: Rule = Rule {
    code: "NW506",
    name: "extra-recipient",
    severity: Severity::Warning,
    summary: "A secret is still encrypted to someone its rule does not name",
    explain: Explain {
        what: "A file whose header has a recipient that its rule does not have. Headers name ssh keys by a tag,\n\
so that this is certain for each; `age1...` keys are anonymous and are counted. Files of sops name\n\
every recipient.",
        why: "Whoever was taken out of the rule can still open the file. Encrypting it anew shuts them out of\n\
new values only: the old value is in the history of the repository, so change it as well.",
        example: "An admin was removed from the rule of wifi.age, and wifi.age was not encrypted anew",
        instead: "agenix -r, and a new value for the secret",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    for secret in &secrets.matrix.secrets {
        let Some(drift) = secret.drift.as_ref() else { continue };
        let name = |stanza| names::stanza(secrets.matrix, stanza);
        let mut extra: Vec<String> = drift.extra.iter().map(name).collect();
        extra.extend(nameless(drift.more.max(drift.replaced.into())));
        if !extra.is_empty() {
            let who = names::list(extra);
            let message =
                format!("{} can be opened by {who}, whom its rule does not have", secret.file);
            at_rule(sink, secret, message)
                .help(format!("{}; then change the value, which they know", encrypt_anew(secret)));
        }
    }
}
