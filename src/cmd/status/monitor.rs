//! What the monitoring server says of the hosts.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::context::Context;
use crate::error::Result;
use crate::model::report::{Alert, HostStatus, MonitoringStatus};
use crate::ssh::{Answer, Connection, Failure};
use crate::status::{self, ALERTS, BUSY};

/// Where the two listen on the loopback of the monitoring server.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    pub(super) alertmanager: u16,
    pub(super) prometheus: u16,
}

/// The host that the inventory names as the monitoring server.
pub(super) fn server(context: &Context) -> Result<Option<String>> {
    let fleet = context.inventory()?.and_then(|inventory| inventory.fleet.as_ref());
    let server = fleet.and_then(|fleet| fleet.monitoring.as_ref()?.server.as_ref());
    Ok(server.map(ToString::to_string))
}

/// Asks it, and gives the hosts what is theirs.
pub(super) fn ask(
    server: &str,
    connection: std::result::Result<Connection, Failure>,
    (ports, within): (Ports, Duration),
    hosts: &mut [HostStatus],
) -> MonitoringStatus {
    let mut monitoring = MonitoringStatus {
        server: server.to_owned(),
        alertmanager: None,
        prometheus: None,
        alerts: Vec::new(),
    };
    let connection = match connection {
        Ok(connection) => connection,
        Err(failure) => {
            monitoring.alertmanager = Some(failure.to_string());
            monitoring.prometheus.clone_from(&monitoring.alertmanager);
            return monitoring;
        }
    };
    match alerts(&connection, ports.alertmanager, within) {
        Ok(alerts) => monitoring.alerts = shared_out(alerts, hosts),
        Err(why) => monitoring.alertmanager = Some(why),
    }
    monitoring.prometheus = busy(&connection, ports.prometheus, within, hosts).err();
    monitoring
}

fn alerts(
    connection: &Connection,
    port: u16,
    within: Duration,
) -> std::result::Result<Vec<Alert>, String> {
    let body = body(connection.get(port, ALERTS, within))?;
    status::alerts(&body).ok_or_else(|| "what answers is no Alertmanager".to_owned())
}

/// Gives each host its alerts; the others are left.
fn shared_out(alerts: Vec<Alert>, hosts: &mut [HostStatus]) -> Vec<Alert> {
    let mut others = Vec::new();
    for host in &mut *hosts {
        host.alerts = Some(Vec::new());
    }
    for alert in alerts {
        let own = hosts.iter_mut().find(|host| alert.host.as_ref() == Some(&host.host));
        match own.and_then(|host| host.alerts.as_mut()) {
            Some(alerts) => alerts.push(alert),
            None => others.push(alert),
        }
    }
    others
}

fn busy(
    connection: &Connection,
    port: u16,
    within: Duration,
    hosts: &mut [HostStatus],
) -> std::result::Result<(), String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let body = body(connection.get(port, &status::series(BUSY, now), within))?;
    let mut series =
        status::busy(&body, now).ok_or_else(|| "what answers is no Prometheus".to_owned())?;
    for host in hosts {
        host.busy = series.remove(&host.host);
    }
    Ok(())
}

fn body(answer: std::result::Result<Answer, Failure>) -> std::result::Result<Vec<u8>, String> {
    let answer = answer.map_err(|failure| failure.text().to_owned())?;
    match answer.status {
        200 => Ok(answer.body),
        status => Err(format!("it answers {status}")),
    }
}
