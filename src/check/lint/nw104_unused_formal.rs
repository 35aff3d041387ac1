//! NW104: a named argument that the function does not look at.

use super::{text, unused};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Entry, Expr, ExprId};

pub static RULE: Rule = Rule {
    code: "NW104",
    name: "unused-formal",
    severity: Severity::Info,
    summary: "A named argument of a function is not used",
    explain: Explain {
        what: "\
A name in `{ a, b }: ..` that the body does not refer to. Names that begin with `_` are meant to be
unused, and so are those in the line below `# deadnix: skip`. Where `...` takes whatever else comes, `config`, `lib`, `options`, `pkgs` and `modulesPath`
are left alone: that is how modules begin. So are the arguments of `outputs` in flake.nix: they are
inputs, about which NW216 speaks. There is no fix, since the names are part of what callers see
(`builtins.functionArgs`, `callPackage`, `override`).",
        why: "Whoever calls the function has to find a value for it, and it looks like a dependency.",
        example: "{ stdenv, fetchurl, zlib }: stdenv.mkDerivation { src = fetchurl { }; }",
        instead: "{ stdenv, fetchurl }: stdenv.mkDerivation { src = fetchurl { }; }",
    },
    check: Check::Expr(&[ExprKind::Lambda], check),
};

/// What modules are given and name whether they need it or not.
const OF_MODULES: &[&[u8]] = &[b"config", b"lib", b"modulesPath", b"options", b"pkgs"];

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Lambda(lambda) = hir.expr(id) else { return };
    let Some(pattern) = hir.lambda(lambda).pattern else { return };
    for formal in hir.formals(pattern.formals) {
        let name = hir.name(formal.name);
        let convention = pattern.ellipsis && OF_MODULES.contains(&name);
        if formal.used || convention || unused::is_meant(name) || is_outputs(file, id) {
            continue;
        }
        sink.at(formal.span, format!("the argument `{}` is not used", text::shown(name)));
    }
}

/// Whether this is the function `outputs` of a flake.
fn is_outputs(file: &File<'_>, id: ExprId) -> bool {
    let hir = file.hir;
    let Expr::Attrs(set) = hir.expr(hir.root()) else { return false };
    hir.bindings(hir.set(set).bindings)
        .iter()
        .any(|binding| binding.entry == Entry::Value(id) && hir.name(binding.name) == b"outputs")
}
