//! What dashboards show.

use super::super::limits::Limit;

/// How a panel shows what it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number.
    Stat,
    /// A line over time.
    Graph,
    /// A table of what is now.
    Table,
    /// Lines of logs.
    Logs,
    /// Alerts that fire.
    Alerts,
}

impl Kind {
    /// Width and height in Grafana's units.
    pub(super) const fn size(self) -> (u32, u32) {
        match self {
            Self::Stat => (6, 4),
            Self::Graph | Self::Table => (12, 8),
            Self::Logs => (24, 12),
            Self::Alerts => (12, 8),
        }
    }

    /// Grafana's word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Stat => "stat",
            Self::Graph => "timeseries",
            Self::Table => "table",
            Self::Logs => "logs",
            Self::Alerts => "alertlist",
        }
    }
}

/// A panel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    pub kind: Kind,
    pub title: &'static str,
    /// `PromQL`; `LogQL` where it shows logs.
    pub expr: &'static str,
    pub legend: &'static str,
    /// Grafana's word for the unit.
    pub unit: &'static str,
    /// The limit of an alert that it shows.
    pub limit: Option<Limit>,
}

impl Panel {
    /// Whether it is about the page's own subject, rather than about alerts and probes of all kinds.
    pub(super) fn tells(&self) -> bool {
        self.kind != Kind::Alerts && !self.expr.starts_with("count(ALERTS")
    }

    pub(super) const fn limited(self, limit: Limit) -> Self {
        Self { limit: Some(limit), ..self }
    }
}

/// A dashboard.
#[derive(Clone, Copy, Debug)]
pub(super) struct Board {
    /// The end of its identity, and its file.
    pub name: &'static str,
    pub title: &'static str,
    /// Whether hosts can be chosen on it.
    pub by_host: bool,
    pub panels: &'static [Panel],
}

pub(super) const fn panel(
    kind: Kind,
    title: &'static str,
    unit: &'static str,
    legend: &'static str,
    expr: &'static str,
) -> Panel {
    Panel { kind, title, expr, legend, unit, limit: None }
}

pub(super) const ALERTS: Panel = panel(Kind::Alerts, "Alerts", "", "", "");

/// The dashboard of a role: budgets and alerts first.
pub(super) const ROLE: Board = Board {
    name: "role",
    title: "",
    by_host: true,
    panels: &[
        ALERTS,
        panel(Kind::Stat, "Waiting for memory", "percentunit", "{{host}}", r#"max by (host) (rate(node_pressure_memory_stalled_seconds_total{role="$role",host=~"$host"}[10m]))"#).limited(Limit::Memory),
        panel(Kind::Stat, "Waiting for disks", "percentunit", "{{host}}", r#"max by (host) (rate(node_pressure_io_stalled_seconds_total{role="$role",host=~"$host"}[15m]))"#).limited(Limit::Io),
        panel(Kind::Stat, "Time to boot", "s", "{{host}}", r#"fleet_boot_duration_seconds{role="$role",host=~"$host"}"#).limited(Limit::Boot),
        panel(Kind::Stat, "Series", "short", "{{host}}", r#"sum by (host) (scrape_samples_post_metric_relabeling{role="$role",host=~"$host"})"#).limited(Limit::Series),
        panel(Kind::Graph, "Processors", "percentunit", "{{host}}", r#"1 - avg by (host) (rate(node_cpu_seconds_total{mode="idle",role="$role",host=~"$host"}[5m]))"#),
        panel(Kind::Graph, "Load", "short", "{{host}}", r#"node_load1{role="$role",host=~"$host"}"#),
        panel(Kind::Graph, "Waiting for processors", "percentunit", "{{host}}", r#"rate(node_pressure_cpu_waiting_seconds_total{role="$role",host=~"$host"}[5m])"#),
        panel(Kind::Graph, "Memory that is free", "percentunit", "{{host}}", r#"node_memory_MemAvailable_bytes{role="$role",host=~"$host"} / node_memory_MemTotal_bytes"#),
        panel(Kind::Graph, "File systems: free", "percentunit", "{{host}} {{mountpoint}}", r#"node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs",role="$role",host=~"$host"} / node_filesystem_size_bytes"#).limited(Limit::Full),
        panel(Kind::Graph, "Disks: busy", "percentunit", "{{host}} {{device}}", r#"rate(node_disk_io_time_seconds_total{role="$role",host=~"$host"}[5m])"#),
        panel(Kind::Graph, "Disks: read", "Bps", "{{host}} {{device}}", r#"rate(node_disk_read_bytes_total{role="$role",host=~"$host"}[5m])"#),
        panel(Kind::Graph, "Disks: written", "Bps", "{{host}} {{device}}", r#"rate(node_disk_written_bytes_total{role="$role",host=~"$host"}[5m])"#),
        panel(Kind::Graph, "Network: received", "Bps", "{{host}} {{device}}", r#"rate(node_network_receive_bytes_total{device!~"lo|veth.*",role="$role",host=~"$host"}[5m])"#),
        panel(Kind::Graph, "Network: sent", "Bps", "{{host}} {{device}}", r#"rate(node_network_transmit_bytes_total{device!~"lo|veth.*",role="$role",host=~"$host"}[5m])"#),
        panel(Kind::Graph, "Temperature", "celsius", "{{host}} {{chip}}", r#"max by (host, chip) (node_hwmon_temp_celsius{role="$role",host=~"$host"} < 150)"#),
        panel(Kind::Graph, "Temperature of disks", "celsius", "{{host}} {{device}}", r#"smartctl_device_temperature{temperature_type="current",role="$role",host=~"$host"}"#),
        panel(Kind::Table, "Units that have failed", "short", "", r#"node_systemd_unit_state{state="failed",role="$role",host=~"$host"} == 1"#),
        panel(Kind::Table, "Slowest units of the boot", "s", "", r#"topk(20, fleet_unit_start_seconds{role="$role",host=~"$host"})"#),
    ],
};
