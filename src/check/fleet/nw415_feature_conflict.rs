//! NW415: features that conflict.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW415",
    name: "feature-conflict",
    severity: Severity::Error,
    summary: "A host has two features on that conflict",
    explain: Explain {
        what: "Two feature flags in `features` of a host, one of which names the other in `conflicts`, and a flag\n\
that both requires and conflicts with another.",
        why: "The inventory says that the two do not work together.",
        example: r#"{ features.desktop.conflicts = [ "kiosk" ]; features.kiosk = { }; hosts.desk.features = [ "desktop" "kiosk" ]; }"#,
        instead: r#"{ features.desktop.conflicts = [ "kiosk" ]; features.kiosk = { }; hosts.desk.features = [ "desktop" ]; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for (name, feature) in &said.features {
        if let Some(other) = feature.requires.iter().find(|it| feature.conflicts.contains(it)) {
            let message = format!("`{name}` both requires and conflicts with `{other}`");
            fleet.at(sink, &steps!["features", name.as_str(), "conflicts"], message);
        }
    }
    for (host_name, host) in &said.hosts {
        let is_on = |name: &str| host.features.iter().any(|on| on.as_str() == name);
        for (name, feature) in said.features.iter().filter(|(name, _)| is_on(name)) {
            for other in feature.conflicts.iter().filter(|other| is_on(other.as_str())) {
                let steps = steps!["hosts", host_name.as_str(), "features"];
                let said = fleet.place(&steps!["features", name.as_str(), "conflicts"]);
                let message = format!("`{name}` conflicts with `{other}`, and both are on");
                fleet
                    .at(sink, &steps, message)
                    .host(host_name)
                    .help(format!("the conflict is declared at {said}"));
            }
        }
    }
}
