//! NW724: a host of another NixOS release.

use crate::check::fleet::steps;
use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::{release, there};

pub static RULE: Rule = Rule {
    code: "NW724",
    name: "other-release",
    severity: Severity::Info,
    summary: "A host is built from another NixOS release than the inventory says",
    explain: Explain {
        what: "A host whose NixOS release is not the `release` of the inventory.",
        why: "The fleet is on two releases: each is upgraded, tested and supported by itself.",
        example: r#"{ release = "26.05"; } and a host that is built from nixos-25.11"#,
        instead: r#"inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";"#,
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    let Some(asked) = &said.release else { return };
    for host in known.hosts() {
        let Some(found) = there(&host.evaluated.facts.release) else { continue };
        let differs = release(asked.as_str()).zip(release(found)).is_some_and(|(a, b)| a != b);
        if differs {
            let place = known.at_inventory(&steps!["release"]);
            let message = format!("the fleet is on NixOS {asked}, and this is {found}");
            known.report(sink, host.name, &place, message);
        }
    }
}
