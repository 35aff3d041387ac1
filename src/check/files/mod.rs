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
use super::rule::ExprKind;
use super::sink::Sink;
use crate::syntax::hir::{ExprId, Span};

use leads::Lead;

/// The expressions in which [`each_lead`] looks for paths.
const KINDS: &[ExprKind] = &[ExprKind::Apply, ExprKind::Attrs];

/// Calls `told` with each path that an expression needs to be there and where it leads, unless it
/// leads to what is needed.
fn each_lead(
    file: &File<'_>,
    id: ExprId,
    sink: &mut Sink<'_>,
    mut told: impl FnMut(&mut Sink<'_>, Span, Lead),
) {
    for demand in demands::of(file, id) {
        if let Some(lead) = leads::follow(file, &demand)
            && !looks_first(file)
        {
            told(sink, demand.span, lead);
        }
    }
}

/// Whether the file may look whether a path is there before it uses it.
fn looks_first(file: &File<'_>) -> bool {
    file.hir.names().any(|name| matches!(name, b"pathExists" | b"tryEval" | b"__pathExists"))
}
