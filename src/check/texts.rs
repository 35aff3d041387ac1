//! Runs the rules over text on files that are not in Nix; for those in Nix it is part of their
//! summary.

use rayon::prelude::*;

use super::allow::{self, Allow};
use super::input::Text;
use super::plan::Plan;
use super::secrets::plain::{self, marks};
use super::sink::{Sink, locate};
use crate::model::finding::Finding;
use crate::tree::{RelPath, Tree};

/// What the rules find, and the comments that accept some of it. A file that cannot be read is left
/// out.
pub(super) fn check(
    plan: &Plan,
    tree: &Tree,
    paths: &[RelPath],
) -> (Vec<Finding>, Vec<(RelPath, Allow)>) {
    let others = paths.par_iter().filter(|path| path.extension() != Some("nix"));
    let wanted = others.filter(|path| plain::may_be_text(path) && !marks::is_for_tests(path));
    let found = wanted.filter_map(|path| {
        let text = tree.read_start(path, plain::MOST).ok()?;
        let mut hits = plain::scan(&text);
        if marks::is_documentation(path) {
            plain::as_documentation(&mut hits);
        }
        (!hits.is_empty()).then(|| {
            let mut drafts = Vec::new();
            for (rule, check) in &plan.text {
                check(&Text { hits: &hits }, &mut Sink::new(rule, path.as_str(), &mut drafts));
            }
            let allows = allow::read_lines(&text).into_iter().map(|allow| (path.clone(), allow));
            (locate(drafts, tree), allows.collect::<Vec<_>>())
        })
    });
    let (findings, allows): (Vec<_>, Vec<_>) = found.unzip();
    (findings.into_iter().flatten().collect(), allows.into_iter().flatten().collect())
}
