//! NW613: a host without `system.stateVersion`.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW613",
    name: "no-state-version",
    severity: Severity::Warning,
    summary: "system.stateVersion is not set",
    explain: Explain {
        what: "A host none of whose modules sets `system.stateVersion`, so that it counts as that of the release in\n\
use.",
        why: "It moves with every upgrade, and services take their data for that of the new release: databases do\n\
not start, or start empty.",
        example: "A host without system.stateVersion",
        instead: r#"system.stateVersion = "24.11"; the release it was installed with"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some(Some(version)) = host.evaluated.facts.state_version.value() else { continue };
        if version.file.is_none() {
            let place = known.at_host(host.name);
            let message = format!("system.stateVersion is not set and counts as {}", version.value);
            known
                .report(sink, host.name, &place, message)
                .help("set it to the release that the host was installed with, and leave it there");
        }
    }
}
