//! Logs: what every host sends, and the host that keeps them.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use super::engine::{Language, Template};
use super::fleet::{self, Request};
use super::{Area, File, monitoring};
use crate::error::Result;
use crate::model::fleet::{Fleet, Host, NamesSite, Role};

/// The module of the host that keeps logs, in the folder of rendered files.
const SERVER: &str = "logging/server.nix";

/// Alert rules over logs: Loki looks for them below the name of the tenant, which is `fake` where there
/// is only one.
const RULES: &str = "logging/rules/fake/fleet.yml";

const JOURNAL: Template = Template {
    name: "logging/journal.alloy.j2",
    language: Language::Alloy,
    text: include_str!("../templates/logging/journal.alloy.j2"),
};

const ALERTS: Template = Template {
    name: "logging/rules.yml.j2",
    language: Language::Yaml,
    text: include_str!("../templates/logging/rules.yml.j2"),
};

/// The port of Loki.
const PORT: u16 = 3100;

/// How long logs are kept unless the inventory says otherwise, in hours.
const RETENTION: u64 = 31 * 24;

/// What a host does to send its journal.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Agent<'a> {
    host: &'a str,
    role: &'a str,
    site: &'a str,
    url: String,
    /// The configuration of Alloy, as the host's module names it.
    config: String,
    interfaces: Vec<&'a str>,
}

/// Hosts of one kind share a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    roams: bool,
    containers: bool,
}

impl Kind {
    fn of(host: &Host) -> Self {
        Self { roams: !monitoring::is_always_on(host), containers: !host.containers.is_empty() }
    }

    /// The path of its configuration, in the folder of rendered files.
    fn path(self) -> String {
        let place = if self.roams { "roaming" } else { "steady" };
        let containers = if self.containers { "-containers" } else { "" };
        format!("logging/{place}{containers}.alloy")
    }

    fn in_words(self) -> String {
        let place = if self.roams { "that are not always on" } else { "that are always on" };
        format!("hosts {place}, {} containers,", if self.containers { "with" } else { "without" })
    }

    fn file(self, request: &Request<'_>) -> Result<File> {
        let text = JOURNAL.fill(json!({
            "hosts": self.in_words(),
            "inventory": request.inventory,
            "containers": self.containers,
            "max_age": if self.roams { "168h" } else { "12h" },
        }))?;
        Ok(File { path: self.path(), text })
    }
}

/// What a host does to send its journal; none where nobody keeps it, or it is not to be sent.
pub(super) fn agent<'a>(request: &Request<'a>, name: &'a str, host: &'a Host) -> Option<Agent<'a>> {
    let (server, at) = server(request.fleet)?;
    if !sends(host) {
        return None;
    }
    let address = if name == server { "localhost" } else { monitoring::address_of(server, at) };
    let bracketed = if address.contains(':') { format!("[{address}]") } else { address.to_owned() };
    Some(Agent {
        host: name,
        role: host.role.map_or("", Role::as_str),
        site: host.site.as_ref().map_or("", NamesSite::as_str),
        url: format!("http://{bracketed}:{PORT}/loki/api/v1/push"),
        config: format!("../{}", Kind::of(host).path()),
        interfaces: monitoring::open_interfaces(request.fleet, name, host),
    })
}

/// What the module of a host imports.
pub(super) fn import(request: &Request<'_>, name: &str) -> Option<String> {
    let (server, _) = server(request.fleet)?;
    (server == name).then(|| format!("../{SERVER}"))
}

/// The host that keeps logs.
pub(super) fn server(fleet: &Fleet) -> Option<(&str, &Host)> {
    let name = fleet.logging.as_ref()?.server.as_ref()?.as_str();
    Some((name, fleet.hosts.get(name)?))
}

/// What the monitoring server asks of a host because of its logs, besides its exporters.
pub(super) fn exporters(fleet: &Fleet, name: &str, host: &Host) -> Vec<&'static str> {
    let Some((server, _)) = server(fleet) else { return Vec::new() };
    let keeps = (server == name).then_some("loki");
    sends(host).then_some("alloy").into_iter().chain(keeps).collect()
}

/// Whether a host sends its journal: people's own machines only where they are asked to.
fn sends(host: &Host) -> bool {
    host.logs.unwrap_or(!matches!(host.role, Some(Role::Workstation | Role::Laptop)))
}

/// The files of the area.
pub(super) fn files(request: &Request<'_>) -> Result<Vec<File>> {
    let Some((server, host)) = server(request.fleet) else { return Ok(Vec::new()) };
    let sending = request.fleet.hosts.values().filter(|host| sends(host));
    let kinds: BTreeSet<Kind> = sending.map(Kind::of).collect();
    let mut files: Vec<File> =
        kinds.into_iter().map(|kind| kind.file(request)).collect::<Result<_>>()?;
    // Alertmanager listens on its own host alone.
    let alerts = request.areas.contains(&Area::Monitoring)
        && monitoring::server(request.fleet) == Some(server);
    if alerts {
        let text = ALERTS.fill(json!({ "inventory": request.inventory }))?;
        files.push(File { path: RULES.to_owned(), text });
    }
    let retention = request.fleet.logging.as_ref().and_then(|logging| logging.retention);
    let hours = retention.map_or(RETENTION, |retention| retention.seconds().div_ceil(3600));
    let values = json!({
        "inventory": request.inventory,
        // Loki refuses less than a day.
        "retention": format!("{}h", hours.max(24)),
        "interfaces": monitoring::all_interfaces(host),
        "rules": alerts,
    });
    files.push(fleet::nix(
        SERVER.to_owned(),
        "logging/server.nix.j2",
        include_str!("../templates/logging/server.nix.j2"),
        values,
    )?);
    Ok(files)
}
