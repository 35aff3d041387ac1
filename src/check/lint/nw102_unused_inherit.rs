//! NW102: an inherited name in a `let` that nothing needs.

use super::{text, unused};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Entry, ExprId};

pub static RULE: Rule = Rule {
    code: "NW102",
    name: "unused-inherit",
    severity: Severity::Warning,
    summary: "A name inherited into a `let` is not used",
    explain: Explain {
        what: "\
A name that a `let` takes with `inherit` and that nothing refers to, or only what is unused itself.
Names that begin with `_` are meant to be unused, and so are those in the line below
`# deadnix: skip`. The fix takes the name out, but no comment.",
        why: "It looks as if the file needed it.",
        example: "{ lib }: let inherit (lib) mkIf mkForce; in mkIf true { }",
        instead: "{ lib }: let inherit (lib) mkIf; in mkIf true { }",
    },
    check: Check::Expr(&[ExprKind::Let], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    for (binding, alone) in unused::bindings(file, id) {
        if matches!(binding.entry, Entry::Value(_)) {
            continue;
        }
        let name = text::shown(file.hir.name(binding.name));
        let draft = sink.at(binding.name_span, format!("the inherited `{name}` is not used"));
        if alone {
            draft.fix(text::removal(file, binding.name_span));
        } else {
            draft.help("what refers to it is not used either");
        }
    }
}
