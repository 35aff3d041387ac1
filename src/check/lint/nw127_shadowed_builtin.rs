//! NW127: a variable with the name of a builtin.

use super::facts::only_name;
use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Binding, Entry, Expr, ExprId, Hir, Span};

pub static RULE: Rule = Rule {
    code: "NW127",
    name: "shadowed-builtin",
    severity: Severity::Info,
    summary: "A variable hides a builtin",
    explain: Explain {
        what: "\
A `let` binding or an argument that has the name of a builtin which everybody knows without
`builtins.`: `map`, `import`, `toString`. A warning for `true`, `false`, `null` and `builtins`.
`map = lib.map` and `inherit (lib) map` are left alone: they name the same thing.",
        why: "In the rest of the file the name does not mean what everybody takes it for.",
        example: "let map = { a = 1; }; in map.a",
        instead: "let table = { a = 1; }; in table.a",
    },
    check: Check::Expr(&[ExprKind::Let, ExprKind::Lambda], check),
};

/// Builtins that nobody expects to mean something else.
const WELL_KNOWN: &[&[u8]] = &[
    b"abort",
    b"baseNameOf",
    b"derivation",
    b"dirOf",
    b"import",
    b"isNull",
    b"map",
    b"removeAttrs",
    b"throw",
    b"toString",
];

/// What the language itself is made of.
const VALUES: &[&[u8]] = &[b"builtins", b"false", b"null", b"true"];

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    match hir.expr(id) {
        Expr::Let(set, _) => {
            for binding in hir.bindings(hir.set(set).bindings) {
                if !is_the_same(hir, binding) {
                    found(hir.name(binding.name), binding.name_span, sink);
                }
            }
        }
        Expr::Lambda(lambda) => {
            if let Some((name, span)) = hir.lambda(lambda).arg {
                found(hir.name(name), span, sink);
            }
        }
        _ => {}
    }
}

fn found(name: &[u8], span: Span, sink: &mut Sink<'_>) {
    let value = VALUES.contains(&name);
    if value || WELL_KNOWN.contains(&name) {
        let draft = sink.at(span, format!("`{}` hides the builtin", text::shown(name)));
        if value {
            draft.severity(Severity::Warning);
        }
    }
}

/// Whether a binding gives a name to what has it elsewhere.
fn is_the_same(hir: &Hir, binding: &Binding) -> bool {
    let Entry::Value(value) = binding.entry else { return true };
    let Expr::Select(select) = hir.expr(value) else { return false };
    only_name(hir, hir.select(select).path) == Some(hir.name(binding.name))
}
