//! NW719: Nix trusts a user who is no administrator.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::there;

pub static RULE: Rule = Rule {
    code: "NW719",
    name: "nix-trusts-user",
    severity: Severity::Warning,
    summary: "Nix trusts a user who is not in wheel",
    explain: Explain {
        what: "A name in `trusted-users` of Nix that stands for everybody (`*`), for a group other than wheel, or\n\
for a normal user who is not in wheel. Accounts of programs, such as those that remote builds come\n\
in as, are left alone.",
        why: "Whom Nix trusts may give the store any content for any path and so become root: the manual of Nix\n\
says that it is as good as giving them root.",
        example: r#"nix.settings.trusted-users = [ "root" "@users" ];"#,
        instead: r#"nix.settings.trusted-users = [ "root" "@wheel" ];"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let Some(users) = there(&facts.users) else { continue };
        for name in there(&facts.trusted_users).into_iter().flatten() {
            let who = match name.strip_prefix('@') {
                Some("wheel" | "root") => continue,
                Some(group) => format!("everybody in the group `{group}`"),
                None if name == "*" => "everybody".to_owned(),
                None if users.get(name).is_some_and(|user| user.normal && !user.wheel) => {
                    format!("`{name}`, who is not in wheel")
                }
                None => continue,
            };
            let options = ["nix.settings.trusted-users", "nix.trustedUsers"];
            let place = known.at_option(host.name, &options);
            let message = format!("Nix trusts {who}, which is as good as giving them root");
            known.report(sink, host.name, &place, message);
        }
    }
}
