//! Nix text: guarded, parsed, resolved into [`hir`]. The only owner of rnix.

mod clean;
pub mod comments;
mod directives;
pub mod edit;
pub mod files;
pub mod globals;
mod guard;
pub mod hir;
pub mod lines;
mod lower;
pub mod reference;
mod refused;
pub mod spell;

use hir::{Hir, Problem, ProblemKind, Span};

/// Larger files are not read: they are data, not configuration.
pub const MAX_BYTES: usize = 64 << 20;

/// The stack that a text of the greatest depth may take, here and in rnix: 640 KiB were measured
/// with little optimisation, twice as much with none. Threads have 2 MiB by default.
pub const STACK: usize = 3 << 19;

/// Parses and resolves a file. Never fails: what is wrong is in [`Hir::problems`].
///
/// Needs [`STACK`] bytes of stack at most, whatever the text.
pub fn parse(source: &[u8]) -> Hir {
    parse_in_scope(source, &[])
}

/// As [`parse`], with the names of a `scopedImport`: they form one frame around the whole file,
/// slot i being `outer[i]`, and hide the global scope.
pub fn parse_in_scope(source: &[u8], outer: &[&[u8]]) -> Hir {
    if source.len() > MAX_BYTES {
        let message = format!("larger than {} MiB: the file is skipped", MAX_BYTES >> 20);
        return refuse(Problem { kind: ProblemKind::TooDeep, span: Span::default(), message });
    }
    match guard::check(source) {
        Err(problem) => refuse(problem),
        Ok(passed) => parse_passed(source, outer, &passed),
    }
}

fn refuse(problem: Problem) -> Hir {
    Hir { problems: vec![problem], ..Hir::default() }
}

fn parse_passed(source: &[u8], outer: &[&[u8]], passed: &guard::Passed) -> Hir {
    let source = source.get(..passed.end).unwrap_or(source);
    let text = clean::for_rnix(source, passed);
    let tree = rnix::Root::parse(&text);
    let mut hir = match refused::problem(tree.errors(), source) {
        Some(problem) => return refuse(problem),
        None => lower::lower(tree.syntax().green(), source, outer),
    };
    hir.directives = directives::find(source, &text);
    hir.problems.sort_by_key(|problem| problem.span);
    hir.problems.dedup();
    hir.empty_inherits.sort_unstable();
    hir
}
