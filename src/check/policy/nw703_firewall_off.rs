//! NW703: the firewall is off.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::reach::is_machine;
use super::there;

pub static RULE: Rule = Rule {
    code: "NW703",
    name: "firewall-off",
    severity: Severity::Warning,
    summary: "The firewall is off",
    explain: Explain {
        what: "A host with `networking.firewall.enable = false` and no rules of another origin: tables of\n\
`networking.nftables`, ferm, Shorewall, firewalld, ufw. NixOS containers are left alone: the host\n\
around them decides who reaches them.",
        why: "Every port that any program listens on can be reached, now and after the next change.",
        example: "networking.firewall.enable = false;",
        instead: "networking.firewall.allowedTCPPorts = [ 443 ];",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let is_off = there(&facts.firewall).is_some_and(|wall| !wall.enable && !wall.others);
        if is_machine(facts) && is_off {
            let place = known.at_option(host.name, &["networking.firewall.enable"]);
            known.report(sink, host.name, &place, "the firewall is off").help(
                "let in what is needed: networking.firewall.allowedTCPPorts, allowedUDPPorts, interfaces",
            );
        }
    }
}
