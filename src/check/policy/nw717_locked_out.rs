//! NW717: an administrator who cannot log in.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::{option, there};

pub static RULE: Rule = Rule {
    code: "NW717",
    name: "locked-out",
    severity: Severity::Warning,
    summary: "A member of wheel has no way to log in",
    explain: Explain {
        what: "A normal user in wheel without a password, its hash or an ssh key, on a host where\n\
`users.mutableUsers` is off (so that none can be set) and nothing else lets people in: no automatic\n\
login, no LDAP or security key, and no keys that sshd reads from home directories.",
        why: "The account is there and cannot be used. Where it was meant to be the way in, there is none.",
        example: r#"users.mutableUsers = false; users.users.ann = { isNormalUser = true; extraGroups = [ "wheel" ]; };"#,
        instead: "users.users.ann.hashedPasswordFile = config.age.secrets.ann.path;",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let (login, ssh) = (facts.login.value(), there(&facts.ssh));
        let Some((login, ssh)) = login.zip(ssh) else { continue };
        if login.mutable_users != Some(false) || login.elsewhere || ssh.enable && ssh.other_keys {
            continue;
        }
        let users = there(&facts.users).into_iter().flatten();
        for (name, user) in users.filter(|(_, user)| user.normal && user.wheel) {
            let has_password = user.password_hash || user.plain_password;
            let has_key = ssh.enable && (user.keys > 0 || user.key_files > 0);
            if has_password || has_key || login.automatic.contains(name) {
                continue;
            }
            let whole = option(&["users", "users", name]);
            let place = known.at_option(host.name, &[&whole]);
            let message =
                format!("`{name}` is in wheel and has no way to log in: no password, no ssh key");
            known.report(sink, host.name, &place, message);
        }
    }
}
