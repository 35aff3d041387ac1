//! NW601: a host does not evaluate.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::ErrorKind;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW601",
    name: "evaluation-error",
    severity: Severity::Error,
    summary: "Nix cannot evaluate an option of a host",
    explain: Explain {
        what: "What Nix refuses: a value of the wrong type, a missing attribute or file, a `throw` or `abort`, two\n\
definitions that contradict each other. It is said once for each error and names all hosts that it\n\
strikes, with the flake's own file before those of nixpkgs. Other options of the host are judged all\n\
the same.",
        why: "The host cannot be built, and what rests on the option is not known to any other rule.",
        example: r#"networking.firewall.allowedTCPPorts = [ "80" ];"#,
        instead: "networking.firewall.allowedTCPPorts = [ 80 ];",
    },
    check: Check::Known(check),
};

/// How the error begins that the system itself makes of failed assertions.
const ASSERTIONS: &str = "Failed assertions:";

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    super::errors_that(known, sink, |host, error| {
        let assertions = host.evaluated.facts.assertions.value();
        // NW604 and NW607 tell of each.
        let is_told = error.message.contains(ASSERTIONS)
            && assertions.is_some_and(|assertions| !assertions.is_empty());
        error.kind == ErrorKind::Evaluation && !is_told
    });
}
