//! NW015: an allow comment that accepts nothing.

use crate::check::allow::Allow;
use crate::check::input::Run;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW015",
    name: "unused-allow",
    severity: Severity::Info,
    summary: "An allow comment accepts nothing",
    explain: Explain {
        what: "An allow comment whose rule ran and found nothing in the lines it covers.",
        why: "What it accepted is gone; the comment would hide the next such finding.",
        example: "# nixward: allow NW003 not at all",
        instead: "",
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, sink: &mut Sink<'_>) {
    let counts = |allow: &Allow| !allow.foreign && !allow.is_expired(run.today);
    for (file, allow) in run.allows.iter().filter(|(_, allow)| counts(allow)) {
        for code in allow.codes.iter().filter(|code| !code.used) {
            if run.ran.iter().any(|rule| rule.code == code.text) {
                let message = format!("{} finds nothing here any more", code.text);
                sink.in_file(file.as_str(), Some(allow.span), message).help("remove it");
            }
        }
    }
}
