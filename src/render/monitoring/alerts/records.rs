//! Recording rules: what the inventory says, as series that alerts are held against, and what would
//! be computed again and again.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::model::fleet::{Fleet, Host, NamesSite, TimeSpan};

use super::dead::{self, Dead};
use super::limits::{number, seconds};
use super::sources::{self, Source};
use super::{Facts, promql, slo};

/// A recorded series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Record {
    /// Its name.
    pub name: String,
    /// What is recorded.
    pub expr: String,
    /// Labels it gets.
    pub labels: BTreeMap<String, String>,
}

impl Record {
    /// A value of the inventory.
    pub(super) fn constant(name: &str, value: &str, labels: BTreeMap<String, String>) -> Self {
        Self { name: name.to_owned(), expr: format!("vector({value})"), labels }
    }
}

/// The time between two backups unless the inventory says otherwise, in seconds.
const BACKUP: u64 = 86_400;

/// All recorded series, in order.
pub(super) fn of(facts: &Facts<'_>) -> Result<Vec<Record>> {
    let fleet = facts.fleet;
    let mut records = slo::records(fleet);
    if facts.sources.contains(&Source::Latency) {
        records.extend(latencies(fleet));
    }
    records.extend(timers(fleet));
    records.extend(backups(fleet));
    records.extend(anomalies(facts)?);
    Ok(records)
}

fn latencies(fleet: &Fleet) -> impl Iterator<Item = Record> {
    let budget = |url: &str, milliseconds: u32| {
        let labels = [("instance".to_owned(), url.to_owned())].into();
        let value = number(f64::from(milliseconds) / 1000.0);
        Record::constant("fleet:latency_budget_seconds", &value, labels)
    };
    // Two promises about one page: the faster one counts.
    let mut budgets: BTreeMap<&str, u32> = BTreeMap::new();
    for slo in fleet.slos.values() {
        if let (Some(url), Some(latency)) = (&slo.url, slo.latency_ms) {
            let least = budgets.entry(url.as_str()).or_insert(latency);
            *least = latency.min(*least);
        }
    }
    budgets.into_iter().map(move |(url, latency)| budget(url, latency))
}

/// The labels of something on a host.
fn on_host(
    host: &str,
    site: Option<&NamesSite>,
    label: &str,
    name: &str,
) -> BTreeMap<String, String> {
    let mut labels =
        BTreeMap::from([("host".to_owned(), host.to_owned()), (label.to_owned(), name.to_owned())]);
    if let Some(site) = site {
        labels.insert("site".to_owned(), site.as_str().to_owned());
    }
    labels
}

/// The unit of a timer, whether or not the inventory says `.timer`.
fn timer_unit(name: &str) -> String {
    format!("{}.timer", name.strip_suffix(".timer").unwrap_or(name))
}

fn timers(fleet: &Fleet) -> Vec<Record> {
    let mut records = Vec::new();
    for (name, host) in fleet.hosts.iter().filter(|(_, host)| super::runs(host, "node")) {
        for (unit, timer) in &host.timers {
            // What has a stamp has no unit to look at.
            let Some(age) = timer.max_age.filter(|_| timer.stamp.is_none()) else { continue };
            // The join is on the host and the unit alone.
            let labels = on_host(name, None, "name", &timer_unit(unit));
            let value = age.seconds().to_string();
            records.push(Record::constant("fleet:timer_max_age_seconds", &value, labels));
        }
    }
    records
}

fn backups(fleet: &Fleet) -> Vec<Record> {
    let mut records = Vec::new();
    let told = |host: &Host| super::runs(host, "node") && sources::backs_up(host);
    for (name, host) in fleet.hosts.iter().filter(|(_, host)| told(host)) {
        for (set, backup) in &host.backups {
            let labels = on_host(name, host.site.as_ref(), "backup", set);
            let interval = backup.interval.map_or(BACKUP, TimeSpan::seconds);
            let value = interval.to_string();
            records.push(Record::constant("fleet:backup_interval_seconds", &value, labels));
        }
    }
    records
}

/// The series that somebody wants compared with themselves.
fn anomalies(facts: &Facts<'_>) -> Result<Vec<Record>> {
    let monitoring = facts.fleet.monitoring.iter();
    let wanted = monitoring.flat_map(|monitoring| &monitoring.anomalies);
    wanted
        .map(|(name, expr)| {
            let refused = |why: String| {
                Error::input(format!("monitoring.anomalies.{name} would never have a value"))
                    .because(why)
                    .hint("take it from a page of the fleet's Prometheus that shows what it gives")
            };
            match dead::check(expr, &facts.sources) {
                // Exporters give more than the catalogue has.
                None | Some(Dead::Unknown(_)) => {}
                Some(dead) => return Err(refused(dead.words())),
            }
            promql::read(expr).map_err(refused)?;
            let labels = [("anomaly".to_owned(), name.clone())].into();
            Ok(Record { name: "fleet:anomaly_input".to_owned(), expr: expr.clone(), labels })
        })
        .collect()
}

/// The age beyond which something of the inventory is old, for a test; seconds.
pub(super) fn age(record: &Record) -> f64 {
    let value = record.expr.trim_start_matches("vector(").trim_end_matches(')');
    value.parse().unwrap_or_else(|_| seconds(BACKUP))
}
