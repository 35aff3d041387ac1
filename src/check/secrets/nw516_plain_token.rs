//! NW516: a token is committed in plain text.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use crate::check::input::Text;

use super::report;

pub static RULE: Rule = Rule {
    code: "NW516",
    name: "plain-token",
    severity: Severity::Error,
    summary: "A token is committed in plain text",
    explain: Explain {
        what: "A token that tells by its form who gave it out: of GitHub, npm (both with a right checksum), GitLab,\n\
AWS (with the secret beside it), Slack, Tailscale, Telegram, Stripe or PyPI, in any text file that the\n\
flake sees. Without a checksum it is a warning. Made-up values (letters in a row, words such as\n\
example beside them), documentation and files called test, fixture, example and the like are left\n\
alone.",
        why: "Everyone who can read the repository can use it, and searchers find tokens in public repositories\n\
within minutes.",
        example: "nix.settings.access-tokens = \"github.com=ghp_...\";",
        instead: "Revoke the token, make a new one, keep that one encrypted, and: nix.extraOptions =\n\
\"!include ${config.age.secrets.github.path}\";",
    },
    check: Check::Text(check),
};

fn check(file: &Text<'_>, sink: &mut Sink<'_>) {
    for hit in file.hits.iter().filter(|hit| !hit.is_key) {
        report(hit, "revoke it, then keep a new one encrypted: the history keeps this one", sink);
    }
}
