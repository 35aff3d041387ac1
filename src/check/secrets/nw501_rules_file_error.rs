//! NW501: a rules file has an error.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::MistakeKind;

use super::mistakes;

pub static RULE: Rule = Rule {
    code: "NW501",
    name: "rules-file-error",
    severity: Severity::Error,
    summary: "A rules file has an error",
    explain: Explain {
        what: "A `secrets.nix` that cannot be computed, or a rule in it that cannot: a variable that does not\n\
exist, a missing file, a list that is none. What only Nix itself can compute is NW502. The same for a\n\
`.sops.yaml` that is no YAML or whose rules are none.",
        why: "agenix and sops stop at it: the secret can neither be edited nor encrypted anew.",
        example: "{ \"wifi.age\".publicKeys = [ hosts.laptpo ]; }",
        instead: "{ \"wifi.age\".publicKeys = [ hosts.laptop ]; }",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    mistakes(secrets, MistakeKind::Wrong, "has an error:", sink);
}
