//! NW502: a rules file of agenix is not known without Nix.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::MistakeKind;

use super::mistakes;

pub static RULE: Rule = Rule {
    code: "NW502",
    name: "rules-not-known",
    severity: Severity::Info,
    summary: "A rules file is not known in full",
    explain: Explain {
        what: "A `secrets.nix`, or rules in it, that depend on something outside of the flake's files:\n\
`<nixpkgs>`, a fetcher, the environment. Regular expressions of a `.sops.yaml` that only Go understands.",
        why: "The other rules about secrets cannot look at what is not known. A rules file of plain data is also\n\
faster, since agenix computes it twice for every secret.",
        example: "{ \"wifi.age\".publicKeys = (import <nixpkgs> { }).lib.attrValues keys; }",
        instead: "{ \"wifi.age\".publicKeys = builtins.attrValues keys; }",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    mistakes(secrets, MistakeKind::Unknown, "is", sink);
}
