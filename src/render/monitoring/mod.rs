//! Metrics, alerts and dashboards.

pub(super) mod alerts;
mod grafana;

use serde::Serialize;

use super::fleet::{self, Request};
use super::{Area, File, logging};
use crate::error::Result;
use crate::model::fleet::{Address, ExporterName, Fleet, Host, Nic, SecretName, TimeSpan};

/// The folder of the area, in that of rendered files.
const FOLDER: &str = "monitoring";

/// The module of the host that collects, in the folder of rendered files.
const SERVER: &str = "monitoring/server.nix";

/// What a host does to be monitored.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Agent<'a> {
    exporters: Vec<&'a str>,
    interfaces: Vec<&'a str>,
}

/// A host whose metrics are collected.
#[derive(Debug, Serialize)]
struct Target<'a> {
    name: &'a str,
    address: &'a str,
    exporters: Vec<&'a str>,
    role: Option<&'a str>,
    site: Option<&'a str>,
    always_on: bool,
}

/// A secret that Alertmanager reads.
#[derive(Debug, Serialize)]
struct Credential {
    /// Its name in the configuration of Alertmanager.
    name: String,
    /// Its name among the host's secrets.
    secret: String,
}

impl Credential {
    fn new(secret: &SecretName) -> Self {
        Self { name: alerts::credential(secret), secret: grafana::plain(secret) }
    }
}

/// What a host does to be monitored; none where nobody collects, or it runs no exporter.
pub(super) fn agent<'a>(request: &Request<'a>, name: &str, host: &'a Host) -> Option<Agent<'a>> {
    server(request.fleet)?;
    if host.exporters.is_empty() {
        return None;
    }
    let interfaces = open_interfaces(request.fleet, name, host);
    Some(Agent { exporters: exporters(host), interfaces })
}

/// What the module of a host imports.
pub(super) fn import(request: &Request<'_>, name: &str) -> Option<String> {
    (server(request.fleet)? == name).then(|| format!("../{SERVER}"))
}

/// The interfaces on which the ports of what is collected from a host are open: none on the server, which
/// looks at itself without a network, and none where nobody collects.
pub(super) fn open_interfaces<'a>(fleet: &Fleet, name: &str, host: &'a Host) -> Vec<&'a str> {
    if server(fleet).is_none_or(|server| server == name) { Vec::new() } else { interfaces(host) }
}

/// All interfaces of a host that others of the fleet come through.
pub(super) fn all_interfaces(host: &Host) -> Vec<&str> {
    let scrape = host.scrape.as_ref().and_then(|scrape| scrape.interface.as_deref());
    let mut all: Vec<&str> = host.nics.iter().map(|nic| nic.name.as_str()).collect();
    all.extend(scrape.filter(|name| !all.contains(name)));
    all
}

/// The name or address at which others of the fleet reach a host.
pub(super) fn address_of<'a>(name: &'a str, host: &'a Host) -> &'a str {
    address(host).unwrap_or(name)
}

/// The host that collects metrics.
pub(super) fn server(fleet: &Fleet) -> Option<&str> {
    Some(fleet.monitoring.as_ref()?.server.as_ref()?.as_str())
}

/// Whether a host is expected to answer at any hour.
pub(super) fn is_always_on(host: &Host) -> bool {
    use crate::model::fleet::Role::{Laptop, Nas, Server, Vm, Workstation};
    host.always_on.unwrap_or(match host.role {
        Some(Server | Nas) => true,
        Some(Workstation | Laptop | Vm) | None => false,
    })
}

/// The exporters of a host, sorted.
fn exporters(host: &Host) -> Vec<&str> {
    let mut exporters: Vec<&str> = host.exporters.iter().map(ExporterName::as_str).collect();
    exporters.sort_unstable();
    exporters.dedup();
    exporters
}

/// The interfaces through which a host is asked for its metrics.
fn interfaces(host: &Host) -> Vec<&str> {
    if let Some(interface) = host.scrape.as_ref().and_then(|scrape| scrape.interface.as_deref()) {
        return vec![interface];
    }
    let address = address(host);
    let has_address = |nic: &&Nic| {
        let mut own = nic.addresses.iter().filter_map(|own| own.as_str().split('/').next());
        address.is_some_and(|address| own.any(|own| own == address))
    };
    match host.nics.iter().find(has_address) {
        Some(nic) => vec![&nic.name],
        None => host.nics.iter().map(|nic| nic.name.as_str()).collect(),
    }
}

/// The address at which a host is asked for its metrics, where the inventory has one.
fn address(host: &Host) -> Option<&str> {
    let scrape = host.scrape.as_ref().and_then(|scrape| scrape.address.as_ref());
    let target = || host.target.as_ref().and_then(|target| target.addresses.first());
    scrape.or_else(target).map(Address::as_str)
}

fn target<'a>(request: &Request<'_>, name: &'a str, host: &'a Host) -> Target<'a> {
    let is_server = server(request.fleet) == Some(name);
    let mut exporters = exporters(host);
    if request.areas.contains(&Area::Logging) {
        exporters.extend(logging::exporters(request.fleet, name, host));
    }
    let address = if is_server { "localhost" } else { address_of(name, host) };
    Target {
        name,
        address,
        exporters,
        role: host.role.map(crate::model::fleet::Role::as_str),
        site: host.site.as_ref().map(crate::model::fleet::NamesSite::as_str),
        always_on: is_always_on(host),
    }
}

/// A length of time as Prometheus writes it.
fn duration(span: TimeSpan) -> String {
    const UNITS: [(u64, char); 3] = [(86_400, 'd'), (3600, 'h'), (60, 'm')];
    let seconds = span.seconds();
    let unit = UNITS.into_iter().find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit));
    let (unit, name) = unit.unwrap_or((1, 's'));
    format!("{}{name}", seconds / unit)
}

/// The files of the area.
pub(super) fn files(request: &Request<'_>) -> Result<Vec<File>> {
    #[derive(Serialize)]
    struct Values<'a> {
        inventory: &'a str,
        retention: Option<String>,
        targets: Vec<Target<'a>>,
        rules: Vec<String>,
        probes: &'a [alerts::Probe],
        alertmanager: bool,
        credentials: Vec<Credential>,
        dashboards: bool,
        grafana: Option<grafana::Grafana<'a>>,
        secrets: Vec<grafana::Secret>,
    }
    if server(request.fleet).is_none() {
        return Ok(Vec::new());
    }
    let monitoring = request.fleet.monitoring.as_ref();
    let hosts = request.fleet.hosts.iter().filter(|(_, host)| !host.exporters.is_empty());
    let sends_logs = |(name, host): (&String, &Host)| {
        let exporters = logging::exporters(request.fleet, name, host);
        exporters.into_iter().any(|exporter| exporter == "alloy")
    };
    let sends_logs =
        request.areas.contains(&Area::Logging) && request.fleet.hosts.iter().any(sends_logs);
    let alerting = alerts::of(request.fleet, sends_logs)?;
    let has = |part: &str| alerting.files.iter().any(|file| file.path.starts_with(part));
    let (grafana, secrets) = grafana::of(request).unzip();
    let mut secrets = secrets.unwrap_or_default();
    for name in &alerting.credentials {
        let secret = grafana::Secret::new(request, FOLDER, name, None);
        if secrets.iter().all(|other| other.name != secret.name) {
            secrets.push(secret);
        }
    }
    secrets.retain(|secret| secret.file.is_some());
    secrets.sort_by(|a, b| a.name.cmp(&b.name));
    let values = Values {
        inventory: request.inventory,
        retention: monitoring.and_then(|it| it.retention).map(duration),
        targets: hosts.map(|(name, host)| target(request, name, host)).collect(),
        rules: alerting.rules.iter().map(|path| format!("./{path}")).collect(),
        probes: &alerting.probes,
        alertmanager: has("alertmanager.yml"),
        credentials: alerting.credentials.iter().map(|name| Credential::new(name)).collect(),
        dashboards: has("dashboards/"),
        grafana,
        secrets,
    };
    let server = fleet::nix(
        SERVER.to_owned(),
        "monitoring/server.nix.j2",
        include_str!("../templates/monitoring/server.nix.j2"),
        values,
    )?;
    debug_assert!(Area::Monitoring.holds(&server.path));
    let files = alerting.files.into_iter();
    let mut files: Vec<File> =
        files.map(|file| File { path: format!("{FOLDER}/{}", file.path), ..file }).collect();
    files.push(server);
    Ok(files)
}
