//! NW002: a name that nothing binds.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::{Proviso, Sink};
use crate::flake::similar::{did_you_mean, nearest};
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, Hir, ProblemKind};

pub static RULE: Rule = Rule {
    code: "NW002",
    name: "undefined-variable",
    severity: Severity::Error,
    summary: "A name is used that nothing defines",
    explain: Explain {
        what: "\
A variable that no `let`, `rec`, function argument or builtin provides. Inside a `with` any name may
come from its set, so nothing is said there. In a flake with std, hive, paisano or haumea, which can
import files with names in scope, it looks only at files that a host is known to reach.",
        why: "Nix refuses the whole file, even where the name would never be needed.",
        example: "{ pkgs, ... }: { environment.systemPackages = [ pkg.git ]; }",
        instead: "{ pkgs, ... }: { environment.systemPackages = [ pkgs.git ]; }",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    for problem in &file.hir.problems {
        if problem.kind != ProblemKind::UndefinedVariable {
            continue;
        }
        let name = file.text.get(problem.span.start as usize..problem.span.end as usize);
        let draft = sink.at(problem.span, problem.message.clone());
        // Who imports it may bring the name along.
        draft.provided(Proviso::NoScopedImport);
        if name.is_some_and(is_placeholder) {
            draft.provided(Proviso::NoTemplate);
        }
        if let Some(similar) = name.and_then(|name| similar(file.hir, name)) {
            draft.help(did_you_mean(&similar));
        }
    }
}

/// Whether a name is written as those in a template that somebody will replace: `URL`.
fn is_placeholder(name: &[u8]) -> bool {
    name.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
}

/// A name that this file binds, spelled almost alike. The same one bound elsewhere is no help.
fn similar(hir: &Hir, name: &[u8]) -> Option<String> {
    let name = str::from_utf8(name).ok()?;
    let bound = bound_names(hir).filter_map(|bound| str::from_utf8(bound).ok());
    nearest(name, bound.filter(|bound| *bound != name)).map(str::to_owned)
}

/// What lambdas and `let` of the file bind.
fn bound_names(hir: &Hir) -> impl Iterator<Item = &[u8]> {
    let ids = (0u32..).map(ExprId).take(hir.len());
    ids.flat_map(move |id| {
        let mut names = Vec::new();
        match hir.expr(id) {
            Expr::Lambda(lambda) => {
                let lambda = hir.lambda(lambda);
                names.extend(lambda.arg.map(|(name, _)| name));
                let formals =
                    lambda.pattern.map_or(&[][..], |pattern| hir.formals(pattern.formals));
                names.extend(formals.iter().map(|formal| formal.name));
            }
            Expr::Let(set, _) => {
                names.extend(hir.bindings(hir.set(set).bindings).iter().map(|entry| entry.name));
            }
            _ => {}
        }
        names.into_iter().map(|name| hir.name(name))
    })
}
