//! 5xx: secrets. Everything is judged without a private key.

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
pub mod nw512_host_left_out;
pub mod nw513_no_such_secret;
pub mod nw514_key_groups_differ;
pub mod nw515_plain_key;
pub mod nw516_plain_token;
pub mod nw517_plain_password;
pub mod nw518_wrong_rotation;
pub mod nw519_missing_hook;

pub(super) mod passwords;
pub mod plain;

use std::collections::BTreeSet;

use super::input::Secrets;
use super::sink::{Draft, Proviso, Sink};
use crate::model::secrets::{MistakeKind, Secret, Spot, Tool};
use crate::syntax::hir::Span;

/// What to do about a file whose header is not what its rule says.
fn encrypt_anew(secret: &Secret) -> String {
    match secret.tool {
        Tool::Agenix => "encrypt it anew: nixward secrets rekey".to_owned(),
        Tool::Sops => format!("bring it in line: sops updatekeys {}", secret.file),
    }
}

/// Findings about mistakes of one kind, in rules files and in their rules.
fn mistakes(secrets: &Secrets<'_>, kind: MistakeKind, says: &str, sink: &mut Sink<'_>) {
    for file in &secrets.matrix.rules_files {
        for mistake in file.mistakes.iter().filter(|mistake| mistake.kind == kind) {
            at(sink, mistake.at.as_ref(), &file.file, mistake.message.clone());
        }
    }
    let rules = secrets.matrix.secrets.iter().flat_map(|secret| &secret.rules);
    let mut seen = BTreeSet::new();
    for (rule, mistake) in rules.filter_map(|rule| Some((rule, rule.mistake.as_ref()?))) {
        // One missing name may spoil many rules.
        if mistake.kind == kind && seen.insert((&mistake.at, &mistake.message)) {
            let message = format!("the rule of {} {says} {}", rule.name, mistake.message);
            at(sink, mistake.at.as_ref(), &rule.rules_file, message);
        }
    }
}

/// So many recipients that only can be counted; none where there are none.
fn nameless(count: u32) -> Option<String> {
    match count {
        0 => None,
        1 => Some("a recipient that headers do not name".to_owned()),
        count => Some(format!("{count} recipients that headers do not name")),
    }
}

/// A secret in plain text. Its line is not shown.
fn report(hit: &plain::Hit, help: &str, sink: &mut Sink<'_>) {
    let draft = sink.at(hit.span, format!("{} stands here in plain text", hit.what));
    draft.severity(hit.severity).secret().provided(Proviso::NotForTests).help(help);
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
