//! NW726: an exporter of the inventory does not run.

use crate::check::fleet::steps;
use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::there;

pub static RULE: Rule = Rule {
    code: "NW726",
    name: "exporter-not-running",
    severity: Severity::Warning,
    summary: "An exporter of the inventory does not run on the host",
    explain: Explain {
        what: "A name in `exporters` of a host of the inventory that is not enabled in\n\
`services.prometheus.exporters` of the host.",
        why: "The monitoring server asks for it, and what nobody answers is an alert at best and missing at worst.",
        example: r#"{ hosts.nas.exporters = [ "zfs" ]; } without services.prometheus.exporters.zfs"#,
        instead: "services.prometheus.exporters.zfs.enable = true;",
    },
    check: Check::KnownFleet(check),
};

fn check(known: &Known<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some(entry) = said.hosts.get(host.name) else { continue };
        let Some(running) = there(&host.evaluated.facts.exporters) else { continue };
        let missing = entry.exporters.iter().enumerate();
        for (index, name) in missing.filter(|(_, name)| !running.contains_key(name.as_str())) {
            let place = known.at_inventory(&steps!["hosts", host.name, "exporters", index]);
            let message = format!("the exporter `{name}` does not run");
            let help = format!("services.prometheus.exporters.{name}.enable = true;");
            known.report(sink, host.name, &place, message).help(help);
        }
    }
}
