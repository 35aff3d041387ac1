//! NW702: root logs in with a password.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::{is_yes, may_have_password, ssh_setting, takes_passwords, there};

pub static RULE: Rule = Rule {
    code: "NW702",
    name: "root-password-login",
    severity: Severity::Warning,
    summary: "root may log in over ssh with a password",
    explain: Explain {
        what: "A host whose sshd has `PermitRootLogin` and `PasswordAuthentication` on, where root has a password\n\
or may be given one with `passwd`.",
        why: "Everybody knows the name of this account, and its password is the only thing between them and the\n\
machine.",
        example: r#"services.openssh.settings.PermitRootLogin = "yes";"#,
        instead: r#"services.openssh.settings.PermitRootLogin = "prohibit-password";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let Some(root) = there(&facts.users).and_then(|users| users.get("root")) else { continue };
        let permits = there(&facts.ssh).and_then(|ssh| ssh.permit_root_login.as_deref());
        let has_password = may_have_password(facts, root) == Some(true);
        if !takes_passwords(facts) || !permits.is_some_and(is_yes) || !has_password {
            continue;
        }
        let place = known.at_option(host.name, OPTIONS);
        let message = "root may log in over ssh with a password";
        let setting = ssh_setting(facts, "PermitRootLogin", "permitRootLogin");
        let help = format!("{setting} = \"prohibit-password\";");
        known.report(sink, host.name, &place, message).help(help);
    }
}

/// Where it may be written.
const OPTIONS: &[&str] = &[
    "services.openssh.settings.PermitRootLogin",
    "services.openssh.permitRootLogin",
    "services.openssh.enable",
];
