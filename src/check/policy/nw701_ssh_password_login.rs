//! NW701: sshd takes passwords from everywhere.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::reach::{are, ssh_ports};
use super::{may_have_password, ssh_setting, takes_passwords, there};

pub static RULE: Rule = Rule {
    code: "NW701",
    name: "ssh-password-login",
    severity: Severity::Warning,
    summary: "sshd takes passwords on a port that is open on all interfaces",
    explain: Explain {
        what: "A host whose sshd has `PasswordAuthentication` on, at a port that the firewall lets in on all\n\
interfaces, and with a user who has a password or may be given one with `passwd`. A port that is\n\
open on single interfaces only, such as that of a VPN, is left alone, and so is sshd where\n\
`AuthenticationMethods` asks for more than a password. With `PasswordAuthentication` off, NixOS\n\
takes no password through `KbdInteractiveAuthentication` either, so that alone is nothing.",
        why: "Whoever reaches the port may guess passwords for as long as they like, and one weak password is\n\
enough.",
        example: "services.openssh.enable = true;",
        instead: "services.openssh.settings.PasswordAuthentication = false;",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let ports = ssh_ports(facts);
        let users = there(&facts.users).into_iter().flat_map(|users| users.values());
        let has_password = |user| may_have_password(facts, user) == Some(true);
        let somebody = users.into_iter().any(has_password);
        if ports.is_empty() || !takes_passwords(facts) || !somebody {
            continue;
        }
        let place = known.at_option(host.name, OPTIONS);
        let message =
            format!("sshd takes passwords, and its {} open on all interfaces", are(&ports));
        let setting = ssh_setting(facts, "PasswordAuthentication", "passwordAuthentication");
        known.report(sink, host.name, &place, message).help(format!("{setting} = false;"));
    }
}

/// Where it may be written.
const OPTIONS: &[&str] = &[
    "services.openssh.settings.PasswordAuthentication",
    "services.openssh.passwordAuthentication",
    "services.openssh.enable",
];
