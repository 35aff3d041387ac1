//! The status for people.

use crate::context::Context;
use crate::error::Result;
use crate::model::report::{Alert, HostStatus, Reached, Seen, StatusReport};
use crate::ui::Table;

/// The columns that every run has.
const COLUMNS: [&str; 9] =
    ["HOST", "STATE", "GENERATION", "AGE", "VERSION", "DISK", "UPTIME", "LOAD", "PROBLEMS"];

/// The bars of a sparkline, from nothing to all.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Prints a row for each host, and below it what does not fit there.
pub(super) fn print(context: &Context, report: &StatusReport) -> Result<()> {
    let asked = report.monitoring.as_ref();
    let has_alerts = asked.is_some_and(|it| it.alertmanager.is_none());
    let has_busy = asked.is_some_and(|it| it.prometheus.is_none());
    let more = [has_alerts.then_some("ALERTS"), has_busy.then_some("CPU, 24 H")];
    let mut table = Table::new(COLUMNS.into_iter().chain(more.into_iter().flatten()));
    for host in &report.hosts {
        let mut cells = cells(host);
        if has_alerts {
            cells.push(alerts(host));
        }
        if has_busy {
            cells.push(host.busy.as_deref().map_or_else(dash, sparkline));
        }
        table.row(cells);
    }
    context.ui.table(&table)?;
    for host in &report.hosts {
        if let Some(why) = &host.why {
            context.ui.note(&format!("{}: {why}", host.host));
        }
        host.problems.iter().for_each(|it| context.ui.note(&format!("{}: {it}", host.host)));
        let firing = host.alerts.iter().flatten().filter(|alert| !alert.muted);
        firing.for_each(|alert| context.ui.note(&format!("{}: {}", host.host, shown(alert))));
    }
    let Some(monitoring) = asked else { return Ok(()) };
    for alert in monitoring.alerts.iter().filter(|alert| !alert.muted) {
        context.ui.note(&shown(alert));
    }
    let asked =
        [("Alertmanager", &monitoring.alertmanager), ("Prometheus", &monitoring.prometheus)];
    for (name, why) in asked {
        if let Some(why) = why {
            context.ui.note(&format!("{name} on {} was not asked: {why}", monitoring.server));
        }
    }
    Ok(())
}

fn cells(host: &HostStatus) -> Vec<String> {
    let seen = host.seen.as_ref();
    let cell = |value: Option<String>| value.unwrap_or_else(dash);
    vec![
        host.host.clone(),
        state(host.state).to_owned(),
        cell(seen.and_then(|seen| seen.generation).map(|number| number.to_string())),
        cell(seen.and_then(|seen| seen.generation_age).map(time)),
        cell(seen.and_then(|seen| seen.version.clone())),
        cell(seen.and_then(fullest)),
        cell(seen.and_then(|seen| seen.uptime).map(time)),
        cell(seen.and_then(|seen| seen.load).map(|[one, ..]| format!("{one:.2}"))),
        if seen.is_some() { host.problems.len().to_string() } else { dash() },
    ]
}

fn dash() -> String {
    "-".to_owned()
}

const fn state(state: Reached) -> &'static str {
    match state {
        Reached::Up => "up",
        Reached::Away => "away",
        Reached::Down => "down",
        Reached::Untrusted => "untrusted",
        Reached::Refused => "refused",
        Reached::Lost => "lost",
    }
}

/// The file system that is used most.
fn fullest(seen: &Seen) -> Option<String> {
    let disk = seen.disks.iter().max_by_key(|disk| disk.used_percent)?;
    Some(format!("{} {} %", disk.mount, disk.used_percent))
}

/// A time in its largest unit.
fn time(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

fn alerts(host: &HostStatus) -> String {
    let firing = host.alerts.iter().flatten().filter(|alert| !alert.muted).count();
    host.alerts.as_ref().map_or_else(dash, |_| firing.to_string())
}

fn shown(alert: &Alert) -> String {
    let severity = alert.severity.as_deref().unwrap_or("alert");
    let summary = alert.summary.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
    format!("{severity} {}{summary}", alert.name)
}

/// A bar for each value from 0 to 1; a blank where there is none.
fn sparkline(values: &[Option<f64>]) -> String {
    let bar = |value: &Option<f64>| {
        let Some(value) = value else { return ' ' };
        let step = BARS.iter().zip(1..).find(|(_, step)| *value < f64::from(*step) / 8.0);
        step.map_or('█', |(bar, _)| *bar)
    };
    values.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::{sparkline, time};

    #[test]
    fn numbers_are_short() {
        let values = [Some(0.0), Some(0.5), None, Some(0.99), Some(1.5)];
        assert_eq!(sparkline(&values), "▁▅ ██");
        let shown = [59, 3_599, 3_600, 172_799, 172_800].map(time);
        assert_eq!(shown, ["59 s", "59 min", "1 h", "47 h", "2 d"]);
    }
}
