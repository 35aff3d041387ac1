//! NW403: a date that has passed.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::inventory::Step;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW403",
    name: "past-date",
    severity: Severity::Warning,
    summary: "A date of the inventory has passed",
    explain: Explain {
        what: "A feature whose `removeBy`, and an exemption or an alert that is switched off whose `until` lie before\n\
today (or before the day that `--today` names).",
        why: "The feature was to be gone by now; the exemption accepts nothing any more.",
        example: r#"{ features.samba.removeBy = "2024-12-31"; }"#,
        instead: "{ features = { }; }",
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for (name, feature) in &said.features {
        let Some(day) = feature.remove_by.filter(|day| day.civil() < fleet.today) else { continue };
        let hosts = said
            .hosts
            .iter()
            .filter(|(_, host)| host.features.iter().any(|feature| feature.as_str() == name));
        let hosts: Vec<&str> = hosts.map(|(host, _)| host.as_str()).collect();
        let draft = fleet.at(
            sink,
            &steps!["features", name.as_str(), "removeBy"],
            format!("the feature `{name}` was to be gone by {day}"),
        );
        if hosts.is_empty() {
            draft.help("no host has it on: remove it");
        } else {
            draft.help(format!("it is on for {}", hosts.join(", ")));
        }
    }
    for (index, exemption) in said.exemptions.iter().enumerate() {
        let Some(day) = exemption.until.filter(|day| day.civil() < fleet.today) else { continue };
        let steps = steps!["exemptions", index, "until"];
        let draft = fleet.at(
            sink,
            &steps,
            format!("this exemption from {} held until {day}", exemption.code),
        );
        draft.help("mend what it accepts, or decide anew with another date");
        if let Some(host) = &exemption.host {
            draft.host(host.as_str());
        }
    }
    let monitoring = said.monitoring.iter().flat_map(|monitoring| &monitoring.alerts_off);
    for (alert, off) in monitoring {
        switched_off(
            fleet,
            sink,
            &steps!["monitoring", "alertsOff", alert.as_str(), "until"],
            alert,
            off,
        );
    }
    for (host, it) in &said.hosts {
        for (alert, off) in &it.alerts_off {
            let steps = steps!["hosts", host.as_str(), "alertsOff", alert.as_str(), "until"];
            switched_off(fleet, sink, &steps, alert, off);
        }
    }
}

fn switched_off(
    fleet: &Fleet<'_>,
    sink: &mut Sink<'_>,
    steps: &[Step],
    alert: &str,
    off: &fleet::AlertOff,
) {
    let Some(day) = off.until.filter(|day| day.civil() < fleet.today) else { return };
    fleet
        .at(sink, steps, format!("the alert {alert} was to be off until {day}"))
        .help("switch it on again, or decide anew with another date");
}
