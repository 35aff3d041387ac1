//! NW101: a `let` binding that nothing needs.

use super::{text, unused};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Entry, ExprId};

pub static RULE: Rule = Rule {
    code: "NW101",
    name: "unused-binding",
    severity: Severity::Warning,
    summary: "A binding of a `let` is not used",
    explain: Explain {
        what: "\
A name bound in a `let` that nothing refers to, or only what is unused itself. Names that begin
with `_` are meant to be unused, and so are those in the line below `# deadnix: skip`. The fix takes
the binding out; where a comment stands beside it, a person has to decide what becomes of that.",
        why: "Nix never evaluates it, and whoever reads the file takes it for part of the whole.",
        example: r#"let port = 80; name = "web"; in { host = name; }"#,
        instead: r#"let name = "web"; in { host = name; }"#,
    },
    check: Check::Expr(&[ExprKind::Let], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    for (binding, alone) in unused::bindings(file, id) {
        let Entry::Value(value) = binding.entry else { continue };
        let name = text::shown(file.hir.name(binding.name));
        let draft = sink.at(binding.name_span, format!("`{name}` is not used"));
        if !alone {
            draft.help("what refers to it is not used either");
        } else if let Some(whole) = text::assignment(file, binding, value) {
            draft.fix(text::removal(file, whole));
        }
    }
}
