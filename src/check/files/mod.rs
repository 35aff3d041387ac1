//! 3xx: files and the paths that lead to them.

pub mod nw301_missing_file;
pub mod nw302_untracked_file;
pub mod nw303_wrong_case;
pub mod nw304_outside_root;
pub mod nw305_no_default_nix;
pub mod nw306_in_submodule;
pub mod nw307_bad_link;
pub mod nw308_case_collision;

mod demands;
mod leads;

use super::input::File;
use super::reach::Reached;
use super::rule::ExprKind;
use super::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, Span};

use demands::{By, Demand};
use leads::Lead;

/// The expressions that need paths.
const KINDS: &[ExprKind] = &[ExprKind::Apply, ExprKind::Attrs];

/// A path that an expression needs to be there and that leads elsewhere.
pub struct Astray {
    by: ExprId,
    span: Span,
    lead: Lead,
    severity: Severity,
}

/// Reports each path of the expression that leads astray, where the rule has a sentence for that,
/// and perhaps help.
fn each_lead(
    file: &File<'_>,
    id: ExprId,
    sink: &mut Sink<'_>,
    say: impl Fn(&Lead) -> Option<(String, Option<String>)>,
) {
    let astray = file.astray.get_or_init(|| all_astray(file));
    let first = astray.partition_point(|path| path.by < id);
    for path in astray[first..].iter().take_while(|path| path.by == id) {
        if let Some((message, help)) = say(&path.lead) {
            let draft = sink.at(path.span, message);
            draft.no_worse_than(path.severity);
            if let Some(help) = help {
                draft.help(help);
            }
        }
    }
}

/// Followed once for all rules, since each step asks the disk. Ordered by expression.
fn all_astray(file: &File<'_>) -> Vec<Astray> {
    let mut astray = Vec::new();
    for id in (0u32..).map(ExprId).take(file.hir.len()) {
        for demand in demands::of(file, id) {
            let Some(lead) = leads::follow(file, &demand) else { continue };
            if !is_left_alone(file, demand.span) {
                let severity = severity(file, &demand, &lead);
                astray.push(Astray { by: id, span: demand.span, lead, severity });
            }
        }
    }
    astray
}

/// An error where a host certainly fails, else a warning.
fn severity(file: &File<'_>, demand: &Demand, lead: &Lead) -> Severity {
    let reached = file.reach.of_file(file.path);
    let fails = match demand.by {
        By::Imports => reached == Reached::Module,
        By::Host => reached >= Reached::Named,
        By::Call => false,
    };
    // Somebody made this file, means to use it and forgot about git.
    let forgotten = matches!(lead, Lead::Unseen(..)) && reached > Reached::No;
    if fails || forgotten { Severity::Error } else { Severity::Warning }
}

/// Whether a path may well be absent: where the file looks first, where it is only the default of
/// an argument, and in a template that somebody will complete.
fn is_left_alone(file: &File<'_>, span: Span) -> bool {
    looks_first(file) || is_default(file, span) || is_template(file)
}

fn looks_first(file: &File<'_>) -> bool {
    file.hir.names().any(|name| matches!(name, b"pathExists" | b"__pathExists" | b"tryEval"))
}

fn is_default(file: &File<'_>, span: Span) -> bool {
    let hir = file.hir;
    let ids = (0u32..).map(ExprId).take(hir.len());
    ids.filter_map(|id| match hir.expr(id) {
        Expr::Lambda(lambda) => hir.lambda(lambda).pattern,
        _ => None,
    })
    .flat_map(|pattern| hir.formals(pattern.formals))
    .filter_map(|formal| formal.default)
    .map(|default| hir.span(default))
    .any(|default| default.start <= span.start && span.end <= default.end)
}

/// Whether a file is one to copy and complete.
pub(in crate::check) fn is_template(file: &File<'_>) -> bool {
    let part = |part: &str| part.starts_with("template") || part.starts_with("example");
    file.reach.of_file(file.path) < Reached::Named && file.path.parts().any(part)
}
