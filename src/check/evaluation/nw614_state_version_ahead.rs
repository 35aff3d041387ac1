//! NW614: a state version of the future.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW614",
    name: "state-version-ahead",
    severity: Severity::Warning,
    summary: "system.stateVersion is newer than NixOS itself",
    explain: Explain {
        what: "A `system.stateVersion` that names a later release than the one the host is built from.",
        why: "Services take their data for that of a release that they do not know yet; what that does nobody has\n\
tried.",
        example: r#"system.stateVersion = "26.05"; with nixpkgs of 25.11"#,
        instead: r#"system.stateVersion = "25.11";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let Some(Some(version)) = facts.state_version.value() else { continue };
        let Some(Some(release)) = facts.release.value() else { continue };
        let pair = super::release(&version.value).zip(super::release(release));
        let is_ahead = pair.is_some_and(|(a, b)| a > b);
        if is_ahead {
            let file = version.file.as_deref();
            let place = known.at_file(host.name, file, "system.stateVersion");
            let message =
                format!("system.stateVersion is {}, and this is NixOS {release}", version.value);
            known.report(sink, host.name, &place, message);
        }
    }
}
