//! What the inventory leaves open, and what that leads to.

use super::Request;
use crate::render::{Area, monitoring};

/// As long as rules need metrics to be kept, in seconds.
const LOOK_BACK: u64 = 15 * 86_400;

/// Sentences for people, each about a host; sorted by host.
pub fn notes(request: &Request<'_>) -> Vec<String> {
    let fleet = request.fleet;
    let Some(server) = monitoring::server(fleet) else { return Vec::new() };
    if !request.areas.contains(&Area::Monitoring) {
        return Vec::new();
    }
    let mut notes = Vec::new();
    let retention = fleet.monitoring.as_ref().and_then(|monitoring| monitoring.retention);
    if retention.is_some_and(|retention| retention.seconds() < LOOK_BACK) {
        notes.push(
            "monitoring.retention: rules look back for 14 days, and need 15 days of metrics"
                .to_owned(),
        );
    }
    for (name, host) in fleet.hosts.iter().filter(|(name, _)| *name != server) {
        if host.exporters.is_empty() {
            notes.push(format!("{name} is not monitored: hosts.{name}.exporters names none"));
        } else if monitoring::open_interfaces(fleet, name, host).is_empty() {
            notes.push(format!(
                "{server} may not reach {name}: no port is opened, since neither hosts.{name}.nics nor \
                 hosts.{name}.scrape.interface names an interface"
            ));
        }
    }
    notes
}
