//! NW605: a warning of a module.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::said;

pub static RULE: Rule = Rule {
    code: "NW605",
    name: "warning",
    severity: Severity::Warning,
    summary: "A module warns",
    explain: Explain {
        what: "Each text of `warnings` of a host. Renamed options are left to NW606, and a missing\n\
`system.stateVersion` to NW613.",
        why: "Most of them announce what the next release removes.",
        example: r#"services.resolved.dnssec = "maybe"; where a module warns of it"#,
        instead: "What the warning asks for",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let warnings = host.evaluated.facts.warnings.value().into_iter().flatten();
        let own =
            |text: &&String| said::renamed(text).is_none() && !said::is_about_state_version(text);
        for text in warnings.filter(own) {
            super::told(known, host.name, text, sink);
        }
    }
}
