//! NW725: a host of another platform, as only Nix knows.

use crate::check::fleet::steps;
use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::there;

pub static RULE: Rule = Rule {
    code: "NW725",
    name: "other-system",
    severity: Severity::Warning,
    summary: "A host is built for another platform than the inventory says",
    explain: Explain {
        what: "A host that is evaluated for another platform than its `system` in the inventory. NW406 says the\n\
same where the files alone tell the platform.",
        why: "nixward believes the inventory: it looks for a builder and a binary cache of the wrong platform.",
        example: r#"{ hosts.nas.system = "x86_64-linux"; } and nixpkgs.hostPlatform = "aarch64-linux";"#,
        instead: r#"{ hosts.nas.system = "aarch64-linux"; }"#,
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let asked = said.hosts.get(host.name).and_then(|entry| entry.system);
        let found = there(&host.evaluated.facts.system);
        let (Some(asked), Some(found)) = (asked, found) else { continue };
        let is_told = known.discovered(host.name).is_some_and(|it| it.host.system.is_some());
        if asked.as_str() != found && !is_told {
            let place = known.at_inventory(&steps!["hosts", host.name, "system"]);
            let message = format!("the inventory says {}, and the host is {found}", asked.as_str());
            known.report(sink, host.name, &place, message);
        }
    }
}
