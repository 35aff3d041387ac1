//! NW603: a definition without an option.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::ErrorKind;
use crate::model::finding::Severity;

use super::said::headline;

pub static RULE: Rule = Rule {
    code: "NW603",
    name: "unknown-option",
    severity: Severity::Error,
    summary: "A module sets an option that does not exist",
    explain: Explain {
        what: "A definition for which no module of the host declares an option: a slip of the pen, a module that is\n\
not imported, or an option of another NixOS release.",
        why: "The host cannot be built, and none of its options can be judged.",
        example: r#"networking.hostNam = "web";"#,
        instead: r#"networking.hostName = "web";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let errors = host.errors().into_iter();
        for error in errors.filter(|error| error.kind == ErrorKind::UnknownOption) {
            let (headline, rest) = headline(&error.message);
            let message = match &error.option {
                Some(option) => format!("there is no option `{option}`"),
                None => headline,
            };
            let place = known.at_error(host.name, error);
            let draft = known.report(sink, host.name, &place, message);
            if let Some(rest) = rest {
                draft.help(rest);
            }
        }
    }
}
