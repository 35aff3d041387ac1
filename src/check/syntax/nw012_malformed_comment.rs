//! NW012: a comment that nixward cannot understand.

use crate::check::allow::Comment;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW012",
    name: "malformed-comment",
    severity: Severity::Warning,
    summary: "A comment for nixward cannot be understood",
    explain: Explain {
        what: "\
A comment that begins with `nixward:` and does not go on as `allow CODE[,CODE..] REASON`, optionally
ending in `until YYYY-MM-DD`.",
        why: "It accepts nothing, though somebody thinks it does.",
        example: "# nixward: ignore NW216",
        instead: "# nixward: allow NW216 the input is used by a script",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    for comment in file.comments {
        if let Comment::Malformed(malformed) = comment {
            sink.at(malformed.span, malformed.message.clone())
                .help("write `# nixward: allow NW123 reason`, or end it in `until 2027-01-31`");
        }
    }
}
