//! NW720: a package with known holes is permitted.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW720",
    name: "insecure-package",
    severity: Severity::Info,
    summary: "A package with known holes is permitted",
    explain: Explain {
        what: "Each name in `nixpkgs.config.permittedInsecurePackages` of a host.",
        why: "The name outlives the reason for it: nobody is told any more when the package is still used.",
        example: r#"nixpkgs.config.permittedInsecurePackages = [ "openssl-1.1.1w" ];"#,
        instead: "What needs it in a newer version, or an exemption with a date",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        for name in host.evaluated.facts.insecure_packages.value().into_iter().flatten() {
            let place = known.at_option(host.name, &["nixpkgs.config.permittedInsecurePackages"]);
            let message = format!("{name} has known holes and is permitted");
            known.report(sink, host.name, &place, message);
        }
    }
}
