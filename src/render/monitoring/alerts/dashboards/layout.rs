//! Dashboards as Grafana reads them: JSON, with fixed sources and without identities of its own.

use serde_json::{Value, json};

use super::super::limits::Limit;
use super::super::rules;
use super::panels::{Board, Kind, Panel};
use crate::error::{Error, Result};
use crate::model::fleet::{Fleet, Role};

/// The width of a dashboard in Grafana's units.
const WIDTH: u32 = 24;

/// The version of the schema that is written: Grafana 11 and later read it.
const SCHEMA: u32 = 39;

/// A dashboard.
pub(super) fn json(
    fleet: &Fleet,
    board: &Board,
    name: &str,
    role: Option<Role>,
    panels: &[(&Panel, String)],
) -> Result<String> {
    let title = role.map_or(board.title, Role::as_str);
    let dashboard = json!({
        "id": null,
        "uid": format!("fleet-{name}"),
        "title": format!("Fleet: {title}"),
        "tags": ["fleet"],
        "editable": false,
        "schemaVersion": SCHEMA,
        "timezone": "browser",
        "time": { "from": "now-24h", "to": "now" },
        "refresh": "1m",
        "templating": { "list": variables(board, role) },
        "panels": placed(fleet, role, panels),
    });
    let text = serde_json::to_string_pretty(&dashboard);
    let text = text.map_err(|error| Error::internal("a dashboard is no JSON").because(error))?;
    Ok(text + "\n")
}

/// The hosts that can be chosen.
fn variables(board: &Board, role: Option<Role>) -> Vec<Value> {
    if !board.by_host {
        return Vec::new();
    }
    let among = role.map_or_else(String::new, |role| format!(",role=\"{}\"", role.as_str()));
    vec![json!({
        "name": "host",
        "type": "query",
        "datasource": prometheus(),
        "query": { "query": format!("label_values(up{{job=\"node\"{among}}}, host)"), "refId": "host" },
        "refresh": 2,
        "multi": true,
        "includeAll": true,
        "allValue": ".*",
        "current": { "text": "All", "value": "$__all" },
        "sort": 1,
    })]
}

fn prometheus() -> Value {
    json!({ "type": "prometheus", "uid": "fleet-prom" })
}

fn loki() -> Value {
    json!({ "type": "loki", "uid": "fleet-loki" })
}

/// The panels, each in its place: in rows, from the left.
fn placed(fleet: &Fleet, role: Option<Role>, panels: &[(&Panel, String)]) -> Vec<Value> {
    let (mut x, mut y, mut tallest) = (0, 0, 0);
    let mut placed = Vec::new();
    for (id, (panel, expr)) in (1_u32..).zip(panels) {
        let (width, height) = panel.kind.size();
        if x + width > WIDTH {
            (x, y, tallest) = (0, y + tallest, 0);
        }
        let mut shown = shown(fleet, role, panel, expr);
        shown["id"] = json!(id);
        shown["gridPos"] = json!({ "x": x, "y": y, "w": width, "h": height });
        placed.push(shown);
        x += width;
        tallest = tallest.max(height);
    }
    placed
}

fn shown(fleet: &Fleet, role: Option<Role>, panel: &Panel, expr: &str) -> Value {
    match panel.kind {
        Kind::Alerts => json!({
            "type": "alertlist",
            "title": panel.title,
            "datasource": prometheus(),
            "options": {
                "alertInstanceLabelFilter": alerts_of(role),
                "datasource": "Prometheus",
                "stateFilter": { "firing": true, "pending": true, "noData": false, "normal": false, "error": true },
                "maxItems": 20,
                "sortOrder": 3,
                "viewMode": "list",
            },
        }),
        Kind::Logs => json!({
            "type": "logs",
            "title": panel.title,
            "datasource": loki(),
            "targets": [{ "refId": "A", "datasource": loki(), "expr": expr }],
            "options": { "showTime": true, "wrapLogMessage": true, "sortOrder": "Descending" },
        }),
        kind => json!({
            "type": kind.word(),
            "title": panel.title,
            "datasource": prometheus(),
            "targets": [{
                "refId": "A",
                "datasource": prometheus(),
                "expr": expr,
                "legendFormat": panel.legend,
                "instant": kind != Kind::Graph,
                "format": if kind == Kind::Table { "table" } else { "time_series" },
            }],
            "fieldConfig": {
                "defaults": { "unit": panel.unit, "thresholds": thresholds(fleet, panel.limit) },
                "overrides": [],
            },
        }),
    }
}

fn alerts_of(role: Option<Role>) -> String {
    role.map_or_else(String::new, |role| format!("{{role=\"{}\"}}", role.as_str()))
}

/// The limit of the alert, as colours.
fn thresholds(fleet: &Fleet, limit: Option<Limit>) -> Value {
    let steps = match limit {
        None => json!([{ "color": "green", "value": null }]),
        Some(Limit::Full) => json!([
            { "color": "red", "value": null },
            { "color": "green", "value": rules::base_limit(fleet, Limit::Full) },
        ]),
        Some(limit) => json!([
            { "color": "green", "value": null },
            { "color": "red", "value": rules::base_limit(fleet, limit) },
        ]),
    };
    json!({ "mode": "absolute", "steps": steps })
}
