//! NW713: a key of nobody that opens root.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;
use crate::model::secrets::shorten;

use super::keys::{admin_keys, comment, key_of};
use super::{option, there};

pub static RULE: Rule = Rule {
    code: "NW713",
    name: "key-of-nobody",
    severity: Severity::Warning,
    summary: "An ssh key opens root, and no admin of the inventory has it",
    explain: Explain {
        what: "A key in `openssh.authorizedKeys.keys` of root or of a member of wheel that none of the `admins` of\n\
the inventory has. It looks only where they have ssh keys. What `keyFiles` hold is not known to it.",
        why: "Keys of people who have left are the ones that nobody looks for.",
        example: r#"users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA... old-laptop" ];"#,
        instead: r#"{ admins.ann.keys = [ "ssh-ed25519 AAAA..." ]; }"#,
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, _: &fleet::Fleet, sink: &mut Sink<'_>) {
    let admins = admin_keys(known);
    if !admins.iter().any(|key| key.starts_with("ssh-")) {
        return;
    }
    for host in known.hosts() {
        let users = there(&host.evaluated.facts.users).into_iter().flatten();
        for (name, user) in users.filter(|(name, user)| user.wheel || *name == "root") {
            for line in &user.authorized {
                let Some(key) = key_of(line).filter(|key| !admins.contains(key)) else { continue };
                let keys = option(&["users", "users", name, "openssh", "authorizedKeys", "keys"]);
                let place = known.at_option(host.name, &[&keys]);
                let message = format!(
                    "a key that no admin has opens `{name}`: {}{}",
                    shorten(&key),
                    comment(line)
                );
                known
                    .report(sink, host.name, &place, message)
                    .help("add it to an admin of the inventory, or remove it");
            }
        }
    }
}
