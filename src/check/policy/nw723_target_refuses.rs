//! NW723: the user of a deployment cannot log in.

use crate::check::fleet::steps;
use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::there;

pub static RULE: Rule = Rule {
    code: "NW723",
    name: "target-refuses",
    severity: Severity::Error,
    summary: "The user that the inventory logs in as is refused",
    explain: Explain {
        what: "A host whose entry in the inventory has a `target`, and whose own sshd refuses its user: it is root\n\
(which it is without `target.user`) where `PermitRootLogin` is `no`, or a user that the host does\n\
not have. Hosts with Tailscale are left alone, since that may answer in the place of sshd.",
        why: "The next deployment takes away the way by which it came.",
        example: r#"{ hosts.nas.target.addresses = [ "192.0.2.7" ]; } and services.openssh.settings.PermitRootLogin = "no";"#,
        instead: r#"{ hosts.nas.target = { addresses = [ "192.0.2.7" ]; user = "ann"; }; hosts.nas.elevate = [ "sudo" "-n" "--" ]; }"#,
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let target = said.hosts.get(host.name).and_then(|entry| entry.target.as_ref());
        let facts = &host.evaluated.facts;
        let (Some(target), Some(ssh)) = (target, there(&facts.ssh)) else { continue };
        let (Some(users), Some(login)) = (there(&facts.users), facts.login.value()) else {
            continue;
        };
        if !ssh.enable || ssh.tailscale || login.elsewhere {
            continue;
        }
        let user = target.user.as_deref().unwrap_or("root");
        let refuses_root = ssh.permit_root_login.as_deref().is_some_and(is_no);
        let why = if user == "root" && refuses_root {
            "sshd of the host lets root in on no account".to_owned()
        } else if !users.contains_key(user) {
            format!("the host has no user `{user}`")
        } else {
            continue;
        };
        let place = known.at_inventory(&steps!["hosts", host.name, "target", "user"]);
        let message = format!("the inventory logs in as {user}, and {why}");
        known.report(sink, host.name, &place, message);
    }
}

fn is_no(setting: &str) -> bool {
    matches!(setting, "no" | "false")
}
