//! NW014: an allow comment past its date.

use crate::check::input::Placed;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW014",
    name: "expired-allow",
    severity: Severity::Warning,
    summary: "An allow comment is past its date",
    explain: Explain {
        what: "An allow comment whose `until` day is over. It no longer accepts anything.",
        why: "Somebody promised to have mended this by now.",
        example: "# nixward: allow NW216 until the move is done until 2024-01-31",
        instead: "# nixward: allow NW216 until the move is done until 2030-01-31",
    },
    check: Check::Placed(check),
};

fn check(file: &Placed<'_>, sink: &mut Sink<'_>) {
    for allow in &file.summary.allows {
        if let Some(until) = allow.until.filter(|_| allow.is_expired(file.today)) {
            sink.at(allow.span, format!("this held until {until}"))
                .help("mend what it accepts, or give it a new date");
        }
    }
}
