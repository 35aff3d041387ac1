//! NW609: a source that cannot be had.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::ErrorKind;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW609",
    name: "source-not-fetched",
    severity: Severity::Warning,
    summary: "A source that a host needs cannot be fetched",
    explain: Explain {
        what: "A source that an evaluation asks for, that is not in the store and cannot be fetched from where it\n\
should be.",
        why: "What rests on it is not known. Whether it is gone for good or only the network is down, Nix does not\n\
say.",
        example: r#"builtins.fetchTarball "https://example.org/gone.tar.gz""#,
        instead: "An input of the flake, which the lock pins",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    super::errors(known, ErrorKind::Fetch, sink);
}
