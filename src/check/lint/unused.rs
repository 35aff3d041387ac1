//! Which bindings of a `let` nothing refers to.

use crate::check::input::File;
use crate::syntax::hir::{Binding, Expr, ExprId};

/// The bindings of a `let` that the file's value never needs, by name: those with names that begin
/// with `_` are meant to be unused. With each comes whether nothing at all refers to it, so that it
/// can go by itself.
pub fn bindings<'a>(file: &File<'a>, id: ExprId) -> Vec<(&'a Binding, bool)> {
    let hir = file.hir;
    let Expr::Let(set, _) = hir.expr(id) else { return Vec::new() };
    if !hir.has_unused_let {
        return Vec::new();
    }
    let run = hir.set(set).bindings;
    (run.start..run.end)
        .zip(hir.bindings(run))
        .filter(|(_, binding)| !is_meant(hir.name(binding.name)))
        .filter(|(at, binding)| {
            // What something unused needs inside of itself goes with it.
            let facts = &file.facts;
            !binding.used || facts.is_live(file, id) && !facts.is_reached(file, *at)
        })
        .map(|(_, binding)| (binding, !binding.used))
        .collect()
}

/// Whether a name says that nobody will use it.
pub fn is_meant(name: &[u8]) -> bool {
    name.starts_with(b"_")
}
