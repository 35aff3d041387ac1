//! What a monitoring server answers.
//!
//! Formats: the HTTP APIs of Alertmanager (`/api/v2/alerts`) and of Prometheus (`/api/v1/query_range`).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::report::Alert;

/// Where Alertmanager tells its alerts.
pub const ALERTS: &str = "/api/v2/alerts";

/// The share of busy processors by host, in the language of Prometheus.
pub const BUSY: &str = "1 - avg by (host) (rate(node_cpu_seconds_total{mode=\"idle\"}[15m]))";

/// Points of a series: one for each hour of a day.
const POINTS: u64 = 24;

/// Seconds between two of them.
const STEP: u64 = 3600;

#[derive(Deserialize)]
struct Told {
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    #[serde(rename = "startsAt")]
    since: Option<String>,
    status: ToldState,
}

#[derive(Deserialize)]
struct ToldState {
    state: String,
}

/// Reads the alerts of Alertmanager, sorted; none where this is no such answer.
pub fn alerts(body: &[u8]) -> Option<Vec<Alert>> {
    let told: Vec<Told> = serde_json::from_slice(body).ok()?;
    let mut alerts: Vec<Alert> = told
        .into_iter()
        .map(|Told { mut labels, mut annotations, since, status }| Alert {
            name: labels.remove("alertname").unwrap_or_default(),
            severity: labels.remove("severity"),
            host: labels.remove("host"),
            summary: annotations.remove("summary").or_else(|| annotations.remove("description")),
            since,
            muted: status.state != "active",
        })
        .collect();
    alerts.sort();
    Some(alerts)
}

/// The question for a series over the day before `now`, in seconds since 1970.
pub fn series(query: &str, now: u64) -> String {
    let start = now.saturating_sub((POINTS - 1) * STEP);
    let query = crate::nix::percent(query, b"");
    format!("/api/v1/query_range?query={query}&start={start}&end={now}&step={STEP}")
}

#[derive(Deserialize)]
struct Ranges {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    result: Vec<Range>,
}

#[derive(Deserialize)]
struct Range {
    metric: BTreeMap<String, String>,
    values: Vec<(f64, String)>,
}

/// Reads the answer to [`series`]: for each host a value for each hour, where there was one.
pub fn busy(body: &[u8], now: u64) -> Option<BTreeMap<String, Vec<Option<f64>>>> {
    let answer: Ranges = serde_json::from_slice(body).ok()?;
    let start = now.saturating_sub((POINTS - 1) * STEP);
    let mut hosts = BTreeMap::new();
    for Range { metric, values } in answer.data.result {
        let Some(host) = metric.get("host") else { continue };
        let at = |hour: u64| start + hour * STEP;
        let value = |hour: u64| {
            #[expect(clippy::cast_precision_loss, reason = "seconds of this century are exact")]
            let near = |time: f64| (time - at(hour) as f64).abs() < 1.0;
            let (_, text) = values.iter().find(|(time, _)| near(*time))?;
            text.parse::<f64>().ok().filter(|value| value.is_finite())
        };
        hosts.insert(host.clone(), (0..POINTS).map(value).collect());
    }
    Some(hosts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_both_servers_are_read() {
        let body = br#"[{"labels":{"alertname":"HostDown","severity":"critical","host":"web"},
            "annotations":{"summary":"web is down"},"startsAt":"2026-01-01T00:00:00.000Z",
            "status":{"state":"suppressed","silencedBy":["x"],"inhibitedBy":[]}}]"#;
        let alerts = alerts(body).unwrap();
        assert_eq!((alerts[0].name.as_str(), alerts[0].muted), ("HostDown", true));
        assert_eq!(alerts[0].host.as_deref(), Some("web"));
        assert!(super::alerts(b"<html>").is_none());

        let now = 1_000_000;
        let body = br#"{"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{"host":"web"},"values":[[996400,"0.5"],[1000000,"NaN"]]},
            {"metric":{},"values":[]}]}}"#;
        let busy = busy(body, now).unwrap();
        assert_eq!(busy["web"].len(), 24);
        assert_eq!((busy["web"][22], busy["web"][23]), (Some(0.5), None));
        assert!(series(BUSY, now).contains("%7Bmode%3D%22idle%22%7D"));
    }
}
