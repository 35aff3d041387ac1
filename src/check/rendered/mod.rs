//! 9xx: files that `nixward render` wrote.

pub mod nw901_edited_by_hand;
pub mod nw902_out_of_date;
pub mod nw903_rendering_not_known;
pub mod nw904_host_without_rendered;

use super::engine::UNKNOWN_MODULES;
use super::input::Input;
use super::outcome::Skipped;
use super::plan::Plan;
use super::sink::{Sink, locate};
use crate::model::finding::Finding;

/// Runs the rules about what was rendered. Where nothing was, nothing went unseen.
pub(super) fn check(plan: &Plan, input: &Input<'_>) -> (Vec<Finding>, Vec<Skipped>) {
    let Some(rendered) = input.rendered else { return Default::default() };
    let mut drafts = Vec::new();
    let mut skipped = Vec::new();
    for (rule, check) in &plan.rendered {
        check(rendered, &mut Sink::new(rule, "", &mut drafts));
    }
    if let Some(discovery) = input.hosts.filter(|hosts| hosts.is_whole()) {
        for (rule, check) in &plan.rendered_hosts {
            check(rendered, discovery, &mut Sink::new(rule, "", &mut drafts));
        }
    } else {
        let rules = plan.rendered_hosts.iter();
        skipped.extend(rules.map(|(rule, _)| Skipped::new(rule.code, UNKNOWN_MODULES)));
    }
    (locate(drafts, input.files.tree()), skipped)
}
