//! NW112: a value that needs itself.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{BinOp, Entry, Expr, ExprId, Hir};

pub static RULE: Rule = Rule {
    code: "NW112",
    name: "refers-to-itself",
    severity: Severity::Warning,
    summary: "A value cannot be had without itself",
    explain: Explain {
        what: "\
A binding of a `let` or an entry of a `rec` set whose value needs that very binding first: `a = a`,
`a = a.b`, `a = a // { }`, `a = a + 1`. A function that calls itself, or a set that holds itself, is
none: Nix is lazy.",
        why: "\
Whoever asks for it gets `infinite recursion encountered`. Mostly the variable of the same name
around the `let` was meant.",
        example: "{ pkgs }: let pkgs = pkgs // { mine = 1; }; in pkgs",
        instead: "{ pkgs }: let extended = pkgs // { mine = 1; }; in extended",
    },
    check: Check::Expr(&[ExprKind::Attrs, ExprKind::Let], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let (Expr::Attrs(set) | Expr::Let(set, _) | Expr::LegacyLet(set)) = hir.expr(id) else {
        return;
    };
    let set = hir.set(set);
    if !set.recursive {
        return;
    }
    for (slot, binding) in (0..).zip(hir.bindings(set.bindings)) {
        if let Entry::Value(value) = binding.entry
            && binding.recursive
            && needs(hir, value, slot)
        {
            let name = text::shown(hir.name(binding.name));
            sink.at(binding.name_span, format!("the value of `{name}` needs `{name}` itself"))
                .help("give one of the two another name");
        }
    }
}

/// Whether the value of an expression needs the variable in that slot of the innermost frame.
fn needs(hir: &Hir, id: ExprId, slot: u32) -> bool {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        match hir.expr(id) {
            Expr::Local { up: 0, slot: found } if found == slot => return true,
            Expr::Paren(inner)
            | Expr::Not(inner)
            | Expr::Negate(inner)
            | Expr::Apply(inner, _)
            | Expr::Assert(inner, _) => open.push(inner),
            Expr::Select(select) | Expr::HasAttr(select) => open.push(hir.select(select).base),
            Expr::If(at) => open.push(hir.if_parts(at)[0]),
            Expr::Binary(BinOp::And | BinOp::Or | BinOp::Implies, at) => {
                open.push(hir.operands(at)[0]);
            }
            Expr::Binary(BinOp::PipeLeft | BinOp::PipeRight, _) => {}
            Expr::Binary(_, at) => open.extend(hir.operands(at)),
            _ => {}
        }
    }
    false
}
