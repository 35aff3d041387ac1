//! NW706: an exporter that answers everybody.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::reach::{is_loopback, is_open};
use super::{option, there};

pub static RULE: Rule = Rule {
    code: "NW706",
    name: "exporter-open",
    severity: Severity::Info,
    summary: "A Prometheus exporter answers on all interfaces",
    explain: Explain {
        what: "An exporter that does not listen on the loopback address alone, at a port that the firewall lets in\n\
on all interfaces. Where the firewall is off, NW703 says so.",
        why: "Exporters ask nobody for a password. They tell which programs run, in which version, and who is\n\
logged in.",
        example: "services.prometheus.exporters.node = { enable = true; openFirewall = true; };",
        instead: "networking.firewall.interfaces.wg0.allowedTCPPorts = [ 9100 ];",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let firewall = there(&facts.firewall).filter(|firewall| firewall.enable);
        let Some((firewall, exporters)) = firewall.zip(there(&facts.exporters)) else { continue };
        for (name, exporter) in exporters {
            let is_local = exporter.address.as_deref().is_some_and(is_loopback);
            if is_local || is_open(firewall, "tcp", exporter.port.into()) != Some(true) {
                continue;
            }
            let set = ["services", "prometheus", "exporters", name];
            let opens = option(&[&set[..], &["openFirewall"]].concat());
            let enables = option(&[&set[..], &["enable"]].concat());
            let place = known.at_option(host.name, &[&opens, &enables, &option(&set)]);
            let port = exporter.port;
            let message = format!(
                "the exporter `{name}` answers everybody: port {port} is open on all interfaces"
            );
            known.report(sink, host.name, &place, message).help(format!(
                "open it where the monitoring server is: networking.firewall.interfaces.<name>.allowedTCPPorts = [ {port} ];"
            ));
        }
    }
}
