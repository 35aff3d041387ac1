//! NW712: a member of wheel who is no admin.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::keys::{admin_keys, key_of};
use super::{option, there};

pub static RULE: Rule = Rule {
    code: "NW712",
    name: "wheel-not-admin",
    severity: Severity::Warning,
    summary: "A member of wheel is none of the admins of the inventory",
    explain: Explain {
        what: "A user in the group `wheel` who is not among the `admins` of the inventory: neither by name nor by\n\
an ssh key. It looks only where the inventory has admins.",
        why: "Members of wheel may become root. Whoever has left keeps that until somebody takes it away on every\n\
host.",
        example: r#"users.users.bob.extraGroups = [ "wheel" ]; beside { admins.ann = { }; }"#,
        instead: "{ admins.ann = { }; admins.bob = { }; }",
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    if said.admins.is_empty() {
        return;
    }
    let admins = admin_keys(known);
    for host in known.hosts() {
        let users = there(&host.evaluated.facts.users).into_iter().flatten();
        for (name, user) in users.filter(|(name, user)| user.wheel && *name != "root") {
            let is_key = |line: &String| key_of(line).is_some_and(|key| admins.contains(&key));
            if said.admins.contains_key(name) || user.authorized.iter().any(is_key) {
                continue;
            }
            let groups = option(&["users", "users", name, "extraGroups"]);
            let members = "users.groups.wheel.members";
            let whole = option(&["users", "users", name]);
            let place = known.at_option(host.name, &[&groups, members, &whole]);
            let message = format!("`{name}` is in wheel and none of the inventory's admins");
            known
                .report(sink, host.name, &place, message)
                .help("add them to `admins` of the inventory, or take them out of wheel");
        }
    }
}
