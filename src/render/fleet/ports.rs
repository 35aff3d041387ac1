//! The ports that rendered services listen on, and containers of the same host that want one of them.

use crate::error::{Error, Result};
use crate::model::fleet::{ExporterName, Fleet, Host};
use crate::render::{Area, logging, monitoring};

use super::Request;

/// What listens on the monitoring server alone.
const MONITORING: &[(&str, u16)] = &[
    ("Prometheus", 9090),
    ("Alertmanager", 9093),
    ("the cluster of Alertmanager", 9094),
    ("the blackbox exporter", 9115),
];

const GRAFANA: (&str, u16) = ("Grafana", 3000);
const LOKI: (&str, u16) = ("Loki", 3100);
const ALLOY: (&str, u16) = ("Alloy", 12345);

/// Exporters and their ports, as NixOS has them. modules/monitoring/server.nix has the same table.
const EXPORTERS: &[(&str, u16)] = &[
    ("apcupsd", 9162),
    ("bind", 9119),
    ("blackbox", 9115),
    ("borgmatic", 9996),
    ("ecoflow", 2112),
    ("fail2ban", 9191),
    ("frr", 9342),
    ("ipmi", 9290),
    ("json", 7979),
    ("kea", 9547),
    ("mysqld", 9104),
    ("nginx", 9113),
    ("nginxlog", 9117),
    ("node", 9100),
    ("node-cert", 9141),
    ("nut", 9199),
    ("postfix", 9154),
    ("postgres", 9187),
    ("redis", 9121),
    ("restic", 9753),
    ("smartctl", 9633),
    ("snmp", 9116),
    ("systemd", 9558),
    ("tailscale", 9250),
    ("unbound", 9167),
    ("wireguard", 9586),
    ("zfs", 9134),
];

/// Sees that no container publishes a port on which a rendered service of its host listens.
///
/// # Errors
/// The first host where one does.
pub(super) fn check(request: &Request<'_>) -> Result<()> {
    for (name, host) in &request.fleet.hosts {
        let services = services(request, name, host);
        for (container, said) in &host.containers {
            for port in said.ports.iter().filter_map(|text| published(text)) {
                if let Some((service, _)) = services.iter().find(|(_, other)| *other == port) {
                    return Err(Error::input(format!(
                        "two things want port {port} of {name}: {service}, and the container {container}"
                    ))
                    .hint(format!("publish another one in hosts.{name}.containers.{container}.ports")));
                }
            }
        }
    }
    Ok(())
}

/// What listens on a host because of what is rendered.
fn services<'a>(request: &Request<'_>, name: &str, host: &'a Host) -> Vec<(&'a str, u16)> {
    let fleet: &Fleet = request.fleet;
    let mut services = Vec::new();
    if request.areas.contains(&Area::Monitoring) && monitoring::server(fleet).is_some() {
        let own = host.exporters.iter().map(ExporterName::as_str);
        services.extend(own.filter_map(|name| {
            EXPORTERS.iter().find(|(known, _)| *known == name).map(|(_, port)| (name, *port))
        }));
        if monitoring::server(fleet) == Some(name) {
            services.extend_from_slice(MONITORING);
            let grafana = fleet.monitoring.as_ref().and_then(|it| it.grafana.as_ref());
            services.extend(grafana.map(|_| GRAFANA));
        }
    }
    if request.areas.contains(&Area::Logging) {
        for exporter in logging::exporters(fleet, name, host) {
            services.push(if exporter == "loki" { LOKI } else { ALLOY });
        }
    }
    services
}

/// The port of the host in `port:port`, `address:port:port` and `[address]:port:port`, with or without a
/// protocol; none in a single port, which the container engine chooses, and in a range.
fn published(text: &str) -> Option<u16> {
    let text = text.split('/').next()?;
    let mut parts = text.rsplit(':');
    parts.next()?;
    parts.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{ALLOY, EXPORTERS, LOKI, published};

    #[test]
    fn the_port_of_the_host_is_the_last_but_one() {
        for (text, port) in [
            ("8080:80", Some(8080)),
            ("127.0.0.1:8080:80/tcp", Some(8080)),
            ("[::1]:53:53/udp", Some(53)),
            ("80", None),
            ("8000-8010:80", None),
        ] {
            assert_eq!(published(text), port, "{text}");
        }
    }

    #[test]
    fn the_module_has_the_same_ports() {
        let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("modules/monitoring/server.nix");
        let text = String::from_utf8(crate::fsx::read(&module).unwrap()).unwrap();
        let table = text.split("  ports = {\n").nth(1).unwrap().split("  };").next().unwrap();
        let theirs: BTreeSet<&str> =
            table.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        let also = [("alloy", ALLOY.1), ("loki", LOKI.1)];
        let ours: Vec<String> =
            EXPORTERS.iter().chain(&also).map(|(name, port)| format!("{name} = {port};")).collect();
        assert_eq!(theirs, ours.iter().map(String::as_str).collect());
    }
}
