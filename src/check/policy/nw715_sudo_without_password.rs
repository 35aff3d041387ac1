//! NW715: others become root without a password.

use std::collections::BTreeSet;

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::there;

pub static RULE: Rule = Rule {
    code: "NW715",
    name: "sudo-without-password",
    severity: Severity::Info,
    summary: "A rule of sudo lets somebody run anything without a password",
    explain: Explain {
        what: "A rule in `security.sudo.extraRules` with `NOPASSWD` for `ALL` commands, for others than root and\n\
wheel (of which NW714 speaks). Rules for single commands are left alone.",
        why: "Whatever program such a user runs can do everything.",
        example: r#"{ groups = [ "users" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; }"#,
        instead: r#"{ groups = [ "users" ]; commands = [ { command = "/run/current-system/sw/bin/reboot"; options = [ "NOPASSWD" ]; } ]; }"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some(sudo) = there(&host.evaluated.facts.sudo).filter(|sudo| sudo.enable) else {
            continue;
        };
        let rules = sudo.rules.iter().filter(|rule| rule.anything);
        let named = rules.flat_map(|rule| {
            let users = rule.users.iter().map(|name| format!("`{name}`"));
            users.chain(rule.groups.iter().map(|name| format!("the group `{name}`")))
        });
        let usual = ["`root`", "the group `root`", "the group `wheel`"];
        let somebody: BTreeSet<String> =
            named.filter(|name| !usual.contains(&name.as_str())).collect();
        for name in somebody {
            let options = ["security.sudo.extraRules", "security.sudo-rs.extraRules"];
            let place = known.at_option(host.name, &options);
            let message = format!("sudo lets {name} run anything without a password");
            known.report(sink, host.name, &place, message);
        }
    }
}
