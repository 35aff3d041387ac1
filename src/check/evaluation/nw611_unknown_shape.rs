//! NW611: a value that nixward does not understand.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::ErrorKind;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW611",
    name: "unknown-shape",
    severity: Severity::Info,
    summary: "An option has a value of a shape that nixward does not know",
    explain: Explain {
        what: "A value of an option that nixward records and that has another shape than in any NixOS release it\n\
was tried with.",
        why: "Rules about that option do not see it.",
        example: "services.openssh.ports of a module of one's own that takes texts",
        instead: "The option as NixOS declares it",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let errors = host.evaluated.facts.errors().into_iter();
        for (fact, error) in errors.filter(|(_, error)| error.kind == ErrorKind::Shape) {
            let place = known.at_host(host.name);
            let message = format!("nixward does not understand the fact `{fact}`");
            known.report(sink, host.name, &place, message).help(error.message.as_str());
        }
    }
}
