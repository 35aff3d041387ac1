//! Nix text: guarded, parsed, resolved into [`hir`]. The only owner of rnix.

pub mod globals;
pub mod hir;
mod lower;
mod refused;

use hir::Hir;

/// Parses and resolves a file. Never fails: what is wrong is in [`Hir::problems`].
pub fn parse(source: &[u8]) -> Hir {
    parse_in_scope(source, &[])
}

/// As [`parse`], with the names of a `scopedImport`: they form one frame around the whole file,
/// slot i being `outer[i]`, and hide the global scope.
pub fn parse_in_scope(source: &[u8], outer: &[&[u8]]) -> Hir {
    let text = String::from_utf8_lossy(source);
    let parsed = rnix::Root::parse(&text);
    let tree = parsed.syntax();
    let errors = parsed.errors();
    let mut hir = lower::lower(tree.green(), source, outer, !errors.is_empty());
    hir.problems.extend(refused::problem(errors, source));
    hir.problems.sort_by_key(|problem| problem.span);
    hir
}
