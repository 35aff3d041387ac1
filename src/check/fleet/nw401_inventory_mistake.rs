//! NW401: a mistake in the inventory.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::Span;

pub static RULE: Rule = Rule {
    code: "NW401",
    name: "inventory-mistake",
    severity: Severity::Error,
    summary: "The inventory holds a mistake",
    explain: Explain {
        what: "A key that no inventory has, a value that does not fit its key, a name of something that the\n\
inventory does not define, or Nix code that does not come to a value. All of them are found in one\n\
pass.",
        why: "Whatever is made from the inventory would be wrong or missing, so nothing is: the other rules about\n\
it do not run.",
        example: r#"{ hosts.nas.rol = "nas"; }"#,
        instead: r#"{ hosts.nas.role = "nas"; }"#,
    },
    check: Check::Inventory(check),
};

fn check(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    for mistake in &fleet.inventory.mistakes {
        let span = mistake.range.map(|range| Span { start: range.bytes.0, end: range.bytes.1 });
        let draft = sink.in_file(mistake.file.as_str(), span, mistake.message.clone());
        if let Some(help) = &mistake.help {
            draft.help(help.clone());
        }
    }
}
