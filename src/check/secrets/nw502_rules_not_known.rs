//! NW502: a rules file of agenix is not known without Nix.

use crate::check::input::Secrets;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::MistakeKind;

use super::at;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    code: "NW502",
    name: "rules-not-known",
    severity: Severity::Info,
    summary: "A rules file of agenix is not known without Nix",
    explain: Explain {
        what: "A `secrets.nix`, or rules in it, that depend on something outside of the flake's files:\n\
`<nixpkgs>`, a fetcher, the environment.",
        why: "The other rules about secrets cannot look at what is not known. A rules file of plain data is also\n\
faster, since agenix computes it twice for every secret.",
        example: "{ \"wifi.age\".publicKeys = (import <nixpkgs> { }).lib.attrValues keys; }",
        instead: "{ \"wifi.age\".publicKeys = builtins.attrValues keys; }",
    },
    check: Check::Secrets(check),
};

fn check(secrets: &Secrets<'_>, sink: &mut Sink<'_>) {
    for file in &secrets.matrix.rules_files {
        for mistake in file.mistakes.iter().filter(|mistake| mistake.kind == MistakeKind::Unknown) {
            at(sink, mistake.at.as_ref(), &file.file, mistake.message.clone());
        }
    }
    let rules = secrets.matrix.secrets.iter().flat_map(|secret| &secret.rules);
    let mut seen = BTreeSet::new();
    for (rule, mistake) in rules.filter_map(|rule| Some((rule, rule.mistake.as_ref()?))) {
        if mistake.kind == MistakeKind::Unknown && seen.insert((&mistake.at, &mistake.message)) {
            let message = format!("the rule of {} is {}", rule.name, mistake.message);
            at(sink, mistake.at.as_ref(), &rule.rules_file, message);
        }
    }
}
