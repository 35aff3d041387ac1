//! NW114: `a = set.a` where `inherit (set) a` says the same.

use super::facts::only_name;
use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Binding, Entry, Expr, ExprId, Select};

pub static RULE: Rule = Rule {
    code: "NW114",
    name: "manual-inherit-from",
    severity: Severity::Info,
    summary: "An entry takes the attribute of its own name",
    explain: Explain {
        what: "An entry `name = set.name;`. The fix writes `inherit (set) name;`.",
        why: "`inherit` says that it is the same thing under the same name; an assignment has to be read twice.",
        example: "{ lib }: let mkIf = lib.mkIf; in mkIf true { }",
        instead: "{ lib }: let inherit (lib) mkIf; in mkIf true { }",
    },
    check: Check::Expr(&[ExprKind::Attrs, ExprKind::Let], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let (Expr::Attrs(set) | Expr::Let(set, _) | Expr::LegacyLet(set)) = hir.expr(id) else {
        return;
    };
    let set = hir.set(set);
    if set.synthetic {
        return;
    }
    for binding in hir.bindings(set.bindings) {
        let Entry::Value(value) = binding.entry else { continue };
        let Expr::Select(select) = hir.expr(value) else { continue };
        let select = hir.select(select);
        if select.default.is_some() || only_name(hir, select.path) != Some(hir.name(binding.name)) {
            continue;
        }
        let Some(better) = better(file, binding, select) else { continue };
        if let Some(whole) = text::assignment(file, binding, value) {
            sink.at(whole, format!("this is `{}`", one_line(&better))).replace(whole, better);
        }
    }
}

fn better(file: &File<'_>, binding: &Binding, select: &Select) -> Option<String> {
    let name = text::plain_name(file, binding)?;
    let last = file.hir.attr_names(select.path).first()?;
    if text::of(file, last.span) != Some(name) || name == "or" {
        return None;
    }
    let base = match file.hir.expr(select.base) {
        Expr::Paren(inner) => inner,
        _ => select.base,
    };
    Some(format!("inherit ({}) {name};", text::of_expr(file, base)?))
}

fn one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
