//! 5xx: secrets, of agenix and of sops. Everything is judged without a private key.

pub mod nw501_rules_file_error;
pub mod nw502_rules_not_known;
pub mod nw503_secret_without_file;
pub mod nw504_file_without_rule;
pub mod nw505_missing_recipient;
pub mod nw506_extra_recipient;
pub mod nw507_duplicate_recipient;
pub mod nw508_bad_recipient;
pub mod nw509_no_recipients;
pub mod nw510_not_encrypted;
pub mod nw511_rules_disagree;

use super::engine::Gathered;
use super::input::{Input, Secrets};
use super::plan::Plan;
use super::sink::{Draft, Sink, locate};
use crate::model::secrets::{Secret, Spot};
use crate::syntax::hir::Span;

const NOT_READ: &str = "nobody looked for secrets";

const NO_HOST_KEYS: &str = "no inventory says which keys hosts have";

/// Runs the rules about secrets.
pub(super) fn check_all(plan: &Plan, input: &Input<'_>, gathered: &mut Gathered) {
    let Some(matrix) = input.secrets else {
        gathered.skip(&plan.secrets, NOT_READ);
        gathered.skip(&plan.host_keys, NOT_READ);
        return;
    };
    let secrets = Secrets { tree: input.files.tree(), matrix };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.secrets {
        check(&secrets, &mut Sink::new(rule, "", &mut drafts));
    }
    let keys = matrix
        .holders
        .as_deref()
        .filter(|holders| holders.iter().any(|holder| holder.host && !holder.keys.is_empty()));
    match keys {
        Some(holders) => {
            for (rule, check) in &plan.host_keys {
                check(&secrets, holders, &mut Sink::new(rule, "", &mut drafts));
            }
        }
        // Without secrets that hosts use nothing went unseen.
        None if matrix.uses.as_ref().is_some_and(Vec::is_empty) => {}
        None => gathered.skip(&plan.host_keys, NO_HOST_KEYS),
    }
    gathered.findings.extend(locate(drafts, secrets.tree, &[]));
}

/// A finding at a spot, or about a file where there is none.
fn at<'s>(
    sink: &'s mut Sink<'_>,
    spot: Option<&Spot>,
    file: &str,
    message: impl Into<String>,
) -> &'s mut Draft {
    match spot {
        Some(Spot { file, bytes: (start, end), .. }) => {
            sink.in_file(file.as_str(), Some(Span { start: *start, end: *end }), message)
        }
        None => sink.in_file(file, None, message),
    }
}

/// A finding about a secret, at its first rule.
fn at_rule<'s>(
    sink: &'s mut Sink<'_>,
    secret: &Secret,
    message: impl Into<String>,
) -> &'s mut Draft {
    match secret.rules.first() {
        Some(rule) => at(sink, rule.at.as_ref(), &rule.rules_file, message),
        None => at(sink, None, &secret.file, message),
    }
}
