//! NW710: a secret of nobody.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::{secrets, there};

pub static RULE: Rule = Rule {
    code: "NW710",
    name: "secret-owner",
    severity: Severity::Warning,
    summary: "A secret belongs to a user or group that the host does not have",
    explain: Explain {
        what: "An `owner` or `group` of a secret of agenix or sops-nix that is none of `users.users` and\n\
`users.groups` of the host. Numbers are left alone, and so are hosts that know users from elsewhere,\n\
such as LDAP.",
        why: "The secret cannot be given to them when the configuration is activated, and what needs it does not\n\
start.",
        example: r#"age.secrets.db.owner = "postgress";"#,
        instead: r#"age.secrets.db.owner = "postgres";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let (users, groups) = (there(&facts.users), there(&facts.groups));
        let Some((users, groups)) = users.zip(groups) else { continue };
        if facts.login.value().is_none_or(|login| login.elsewhere) {
            continue;
        }
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        for had in secrets::of(&host) {
            let owner = had.secret.owner.as_deref().filter(|name| !is_number(name));
            let group = had.secret.group.as_deref().filter(|name| !is_number(name));
            let nobody = owner.filter(|name| !users.contains_key(*name));
            let no_group = group.filter(|name| !groups.iter().any(|group| group == name));
            let wrong = [("owner", "user", nobody), ("group", "group", no_group)];
            for (key, what, name) in wrong {
                let Some(name) = name else { continue };
                let place = had.place(known, host.name, key);
                let message = format!(
                    "the secret `{}` belongs to the {what} `{name}`, which the host does not have",
                    had.name
                );
                known.report(sink, host.name, &place, message);
            }
        }
    }
}
