//! NW416: a feature that is required and not on.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW416",
    name: "unmet-requirement",
    severity: Severity::Error,
    summary: "A host lacks a feature that another one requires",
    explain: Explain {
        what: "A feature flag in `features` of a host that `requires` one which is not on for that host.",
        why: "The inventory says that the one does not work without the other.",
        example: r#"{ features.web.requires = [ "acme" ]; features.acme = { }; hosts.www.features = [ "web" ]; }"#,
        instead: r#"{ features.web.requires = [ "acme" ]; features.acme = { }; hosts.www.features = [ "web" "acme" ]; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for (host_name, host) in &said.hosts {
        for on in &host.features {
            let Some(feature) = said.features.get(on.as_str()) else { continue };
            for other in feature.requires.iter().filter(|other| !host.features.contains(other)) {
                let steps = steps!["hosts", host_name.as_str(), "features"];
                fleet
                    .at(sink, &steps, format!("`{on}` requires `{other}`, which is not on"))
                    .host(host_name)
                    .help(format!("add \"{other}\" to the features of {host_name}"));
            }
        }
    }
}
