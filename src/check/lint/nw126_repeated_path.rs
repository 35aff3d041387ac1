//! NW126: paths with the same beginning, again and again.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Binding, Entry, Expr, ExprId, Hir, Set};

pub static RULE: Rule = Rule {
    code: "NW126",
    name: "repeated-path",
    severity: Severity::Info,
    summary: "Three or more paths of a set begin with the same two names",
    explain: Explain {
        what: "\
Three or more entries of one set that begin with the same two or more names: `a.b.c = 1; a.b.d = 2;
a.b.e = 3;`. One name in common is left alone: `networking.hostName = ..; networking.domain = ..;` is
how options are written.",
        why: "What belongs together is easier to see in braces.",
        example: r#"{
  services.nginx.enable = true;
  services.nginx.user = "web";
  services.nginx.group = "web";
}"#,
        instead: r#"{
  services.nginx = {
    enable = true;
    user = "web";
    group = "web";
  };
}"#,
    },
    check: Check::Expr(&[ExprKind::Attrs], check),
};

/// So many paths are one too many.
const MANY: usize = 3;

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Attrs(set) = hir.expr(id) else { return };
    let set = hir.set(set);
    if set.synthetic || set.recursive {
        return;
    }
    for first in hir.bindings(set.bindings) {
        let Some(below) = by_path(hir, first) else { continue };
        for second in hir.bindings(below.bindings) {
            let Some(rest) = by_path(hir, second) else { continue };
            let count = paths(hir, rest);
            if count >= MANY {
                let name = |binding: &Binding| text::shown(hir.name(binding.name));
                let path = format!("{}.{}", name(first), name(second));
                sink.at(second.name_span, format!("{count} paths begin with `{path}`"))
                    .help(format!("write `{path} = {{ .. }};`"));
            }
        }
    }
}

/// The set that paths through this binding make.
fn by_path<'h>(hir: &'h Hir, binding: &Binding) -> Option<&'h Set> {
    let Entry::Value(value) = binding.entry else { return None };
    let Expr::Attrs(set) = hir.expr(value) else { return None };
    Some(hir.set(set)).filter(|set| set.synthetic)
}

/// How many paths end below.
fn paths(hir: &Hir, set: &Set) -> usize {
    let mut open = vec![set];
    let mut count = 0;
    while let Some(set) = open.pop() {
        count += set.dynamics.len();
        for binding in hir.bindings(set.bindings) {
            match by_path(hir, binding) {
                Some(below) => open.push(below),
                None => count += 1,
            }
        }
    }
    count
}
