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

use super::input::Placed;
use super::reach::Reached;
use super::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::Span;

use demands::By;
pub use demands::Demand;
pub(super) use demands::all as all_demands;
use leads::Lead;

/// A path that the file needs to be there and that leads elsewhere.
pub struct Astray {
    span: Span,
    lead: Lead,
    severity: Severity,
}

/// Reports each path of the file that leads astray, where the rule has a sentence for that, and
/// perhaps help.
fn each_lead(
    file: &Placed<'_>,
    sink: &mut Sink<'_>,
    say: impl Fn(&Lead) -> Option<(String, Option<String>)>,
) {
    // Followed once for all rules, since each step asks the disk.
    for path in file.astray.get_or_init(|| all_astray(file)) {
        if let Some((message, help)) = say(&path.lead) {
            let draft = sink.at(path.span, message);
            draft.no_worse_than(path.severity);
            if let Some(help) = help {
                draft.help(help);
            }
        }
    }
}

fn all_astray(file: &Placed<'_>) -> Vec<Astray> {
    // A template may well name what somebody will add.
    if file.summary.demands.is_empty() || file.is_template() {
        return Vec::new();
    }
    let astray = |demand| {
        let lead = leads::follow(file, demand)?;
        Some(Astray { span: demand.span, severity: severity(file, demand, &lead), lead })
    };
    file.summary.demands.iter().filter_map(astray).collect()
}

/// An error where a host certainly fails, else a warning.
fn severity(file: &Placed<'_>, demand: &Demand, lead: &Lead) -> Severity {
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
