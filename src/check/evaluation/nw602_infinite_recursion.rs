//! NW602: a value depends on itself.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::ErrorKind;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW602",
    name: "infinite-recursion",
    severity: Severity::Error,
    summary: "An option of a host depends on itself",
    explain: Explain {
        what: "An option whose value Nix needs to compute that very value: through `config`, or through a condition\n\
around `imports`.",
        why: "The host cannot be built. The line is the innermost one of the flake; the other half of the circle\n\
may lie elsewhere.",
        example: r#"networking.hostName = config.networking.hostName + "-old";"#,
        instead: r#"networking.hostName = "nas-old";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    super::errors(known, ErrorKind::InfiniteRecursion, sink);
}
