//! NW013: an allow comment for a rule that does not exist.

use crate::check::allow::Comment;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::check::table;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW013",
    name: "unknown-code",
    severity: Severity::Warning,
    summary: "An allow comment names a rule that does not exist",
    explain: Explain {
        what: "An allow comment with a code that this version of nixward does not have.",
        why: "It accepts nothing, though somebody thinks it does.",
        example: "# nixward: allow NW9999 fine here",
        instead: "# nixward: allow NW216 fine here",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    for comment in file.comments {
        let Comment::Allow(allow) = comment else { continue };
        for code in &allow.codes {
            if table::find(&code.text).is_none() {
                let draft = sink.at(allow.span, format!("there is no rule {}", code.text));
                if let Some(similar) = table::suggest(&code.text) {
                    draft.help(format!("did you mean {} ({})?", similar.code, similar.name));
                }
            }
        }
    }
}
