//! NW714: wheel becomes root without a password.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::there;

pub static RULE: Rule = Rule {
    code: "NW714",
    name: "wheel-without-password",
    severity: Severity::Info,
    summary: "Members of wheel become root without a password",
    explain: Explain {
        what: "A host with `security.sudo.wheelNeedsPassword = false` and somebody in wheel who is not root.",
        why: "Whatever program such a user runs can do everything. Where only a deployment needs it, a user of its\n\
own is enough.",
        example: "security.sudo.wheelNeedsPassword = false;",
        instead: r#"security.sudo.extraRules = [ { users = [ "deploy" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; } ];"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let Some(sudo) = there(&facts.sudo) else { continue };
        let users = there(&facts.users).into_iter().flatten();
        let wheel = users.filter(|(name, user)| user.wheel && *name != "root");
        let wheel: Vec<&str> = wheel.map(|(name, _)| name.as_str()).collect();
        if sudo.enable && sudo.wheel_needs_password == Some(false) && !wheel.is_empty() {
            let options =
                ["security.sudo.wheelNeedsPassword", "security.sudo-rs.wheelNeedsPassword"];
            let place = known.at_option(host.name, &options);
            let message =
                format!("root without a password, as members of wheel: {}", wheel.join(", "));
            known.report(sink, host.name, &place, message);
        }
    }
}
