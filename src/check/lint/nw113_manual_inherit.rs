//! NW113: `a = a` where `inherit a` says the same.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Entry, Expr, ExprId};

pub static RULE: Rule = Rule {
    code: "NW113",
    name: "manual-inherit",
    severity: Severity::Info,
    summary: "An entry takes the variable of its own name",
    explain: Explain {
        what: "An entry `name = name;` of a set. The fix writes `inherit name;`.",
        why: "`inherit` says that it is the same thing under the same name; an assignment has to be read twice.",
        example: "{ lib }: { lib = lib; }",
        instead: "{ lib }: { inherit lib; }",
    },
    check: Check::Expr(&[ExprKind::Attrs], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Attrs(set) = hir.expr(id) else { return };
    let set = hir.set(set);
    if set.synthetic || set.recursive {
        return;
    }
    for binding in hir.bindings(set.bindings) {
        let Entry::Value(value) = binding.entry else { continue };
        if !matches!(hir.expr(value), Expr::Local { .. } | Expr::Global(_) | Expr::With(_)) {
            continue;
        }
        let Some(name) = text::plain_name(file, binding) else { continue };
        if text::of_expr(file, value) != Some(name) {
            continue;
        }
        if let Some(whole) = text::assignment(file, binding, value) {
            let better = format!("inherit {name};");
            sink.at(whole, format!("this is `{better}`")).replace(whole, better);
        }
    }
}
