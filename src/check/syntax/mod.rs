//! 0xx: what a single file says about itself.

pub mod nw001_syntax_error;
pub mod nw002_undefined_variable;
pub mod nw003_duplicate_attribute;
pub mod nw004_duplicate_argument;
pub mod nw005_bad_literal;
pub mod nw006_dynamic_attribute;
pub mod nw007_experimental_syntax;
pub mod nw008_too_deep;
pub mod nw009_merge_conflict;
pub mod nw010_unreadable_file;
pub mod nw011_carriage_return;
pub mod nw012_malformed_comment;
pub mod nw013_unknown_code;
pub mod nw014_expired_allow;
pub mod nw015_unused_allow;

mod conflict;

use super::input::File;
use super::sink::Sink;
use crate::syntax::hir::ProblemKind;

pub(in crate::check) use conflict::marker as conflict_marker;

/// Reports the problems of one kind, each as the parser worded it.
fn problems(file: &File<'_>, kind: ProblemKind, sink: &mut Sink<'_>, help: Option<&str>) {
    for problem in file.hir.problems.iter().filter(|problem| problem.kind == kind) {
        let draft = sink.at(problem.span, problem.message.clone());
        if let Some(help) = help {
            draft.help(help);
        }
    }
}
