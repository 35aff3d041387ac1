//! NW718: a group that is as good as root.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::{option, there};

pub static RULE: Rule = Rule {
    code: "NW718",
    name: "root-by-group",
    severity: Severity::Info,
    summary: "A user is in a group that is as good as root",
    explain: Explain {
        what: "A normal user who is not in wheel and in a group whose members can become root: `docker`, `lxd` and\n\
`incus-admin` start containers that may do everything, `disk` writes to disks as they are. It looks\n\
only where the host has the group.",
        why: "The user can do everything and does not look like it.",
        example: r#"users.users.bob.extraGroups = [ "docker" ];"#,
        instead: "virtualisation.podman.enable = true; which needs no group",
    },
    check: Check::Known(check),
};

/// Groups whose members can become root.
const GROUPS: &[&str] = &["disk", "docker", "incus-admin", "lxd"];

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let Some(groups) = there(&facts.groups) else { continue };
        let users = there(&facts.users).into_iter().flatten();
        for (name, user) in users.filter(|(_, user)| user.normal && !user.wheel) {
            let is_member = |group: &&&str| {
                groups.iter().any(|it| it == **group)
                    && (user.groups.iter().any(|it| it == **group)
                        || user.group.as_deref() == Some(**group))
            };
            for group in GROUPS.iter().filter(is_member) {
                let option = option(&["users", "users", name, "extraGroups"]);
                let place = known.at_option(host.name, &[&option]);
                let message = format!(
                    "`{name}` is not in wheel and can become root as a member of `{group}`"
                );
                known.report(sink, host.name, &place, message);
            }
        }
    }
}
