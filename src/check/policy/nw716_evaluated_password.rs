//! NW716: a password in the Nix store, as only Nix knows.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::secrets::plain::marks;
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::tree::RelPath;

use super::{option, there};

pub static RULE: Rule = Rule {
    code: "NW716",
    name: "evaluated-password",
    severity: Severity::Warning,
    summary: "A password ends up in the Nix store",
    explain: Explain {
        what: "A user of an evaluated host with `password` or `initialPassword`, where its text stands in no file\n\
of the flake as it is (NW517 finds those). Hosts called test, vm, iso and the like are left alone.",
        why: "Everyone who can log in to the host, or who gets a copy of its system, can read the password in the\n\
Nix store.",
        example: "users.users.ann.password = secrets.ann;",
        instead: "users.users.ann.hashedPasswordFile = config.age.secrets.ann.path;",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        if RelPath::new(host.name).is_some_and(|name| marks::is_for_trials(&name)) {
            continue;
        }
        let users = there(&host.evaluated.facts.users).into_iter().flatten();
        for (name, _) in users.filter(|(_, user)| user.plain_password) {
            let own =
                |set| ["password", "initialPassword"].map(|key| option(&["users", set, name, key]));
            let options = [own("users"), own("extraUsers")].concat();
            if known.writes_out(host.name, &options) {
                continue;
            }
            let options: Vec<&str> = options.iter().map(String::as_str).collect();
            let place = known.at_option(host.name, &options);
            let message = format!("the password of `{name}` ends up in the Nix store");
            known
                .report(sink, host.name, &place, message)
                .help("keep its hash encrypted, and name it: hashedPasswordFile");
        }
    }
}
