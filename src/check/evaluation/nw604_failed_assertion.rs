//! NW604: a failed assertion.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::said;

pub static RULE: Rule = Rule {
    code: "NW604",
    name: "failed-assertion",
    severity: Severity::Error,
    summary: "An assertion of a module fails",
    explain: Explain {
        what: "Each message of `assertions` that fails on a host. Removed options, which NixOS reports as failed\n\
assertions, are left to NW607.",
        why: "The host cannot be built until it holds.",
        example: "boot.loader.grub.enable = true; and no device",
        instead: r#"boot.loader.grub.device = "/dev/sda";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let failed = host.evaluated.facts.assertions.value().into_iter().flatten();
        for text in failed.filter(|text| said::removed(text).is_none()) {
            super::told(known, host.name, text, sink);
        }
    }
}
