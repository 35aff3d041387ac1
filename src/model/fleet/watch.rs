//! What is watched, promised and said to whom.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Date, Email, Grafana, HttpUrl, NamesHost, SecretName, TimeOfDay, TimeSpan, Timezone};

/// Metrics and alerts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Monitoring {
    /// The host that collects them.
    pub server: Option<NamesHost>,
    /// How long they are kept.
    pub retention: Option<TimeSpan>,
    /// The pages that show them.
    pub grafana: Option<Grafana>,
    /// The name of the secret that holds the URL of the dead-man switch, outside the fleet.
    pub dead_man: Option<SecretName>,
    /// Alerts that nobody wants anywhere, by their name.
    pub alerts_off: BTreeMap<String, AlertOff>,
    /// Series that are compared with their own past, by a name: an expression in `PromQL`. One that is unlike
    /// itself is an alert `info`, never more.
    pub anomalies: BTreeMap<String, String>,
}

/// Logs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Logging {
    /// The host that collects them.
    pub server: Option<NamesHost>,
    /// How long they are kept.
    pub retention: Option<TimeSpan>,
}

/// Where notifications go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Channel {
    /// What it is.
    #[schemars(extend("x-also" = ["type"]))]
    pub kind: ChannelKind,
    /// The name of the secret that opens it: password, token or URL.
    #[serde(default)]
    #[schemars(extend("x-also" = ["password", "token", "apiKey", "webhook"]))]
    pub secret: Option<SecretName>,
    /// Whom it reaches, where it is mail.
    #[serde(default)]
    pub to: Option<Email>,
    /// Who it is from, where it is mail. Default: whom it reaches.
    #[serde(default)]
    pub from: Option<Email>,
    /// The mail server and its port, such as `mail.example.org:587`.
    #[serde(default)]
    #[schemars(extend("x-also" = ["smarthost", "smtp"]))]
    pub server: Option<String>,
    /// The account at the mail server. Default: the address it is from.
    #[serde(default)]
    pub user: Option<String>,
    /// The topic of ntfy, such as `https://ntfy.sh/a-topic`; or the page of a webhook that needs no secret.
    #[serde(default)]
    #[schemars(extend("x-also" = ["topic"]))]
    pub url: Option<HttpUrl>,
    /// The number of the chat, where it is Telegram.
    #[serde(default)]
    #[schemars(extend("x-also" = ["chatId"]))]
    pub chat: Option<i64>,
    /// Whether it works while the fleet itself is down.
    #[serde(default)]
    pub external: bool,
    /// What it hears. Default: all; `pagerduty` and `sms` hear `critical` alone.
    #[serde(default)]
    pub severities: Vec<AlertSeverity>,
    /// It hears of critical alerts that are still there after this time. Default: at once.
    #[serde(default)]
    pub after: Option<TimeSpan>,
}

/// How much an alert matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum AlertSeverity {
    /// Worth a look some day.
    Info,
    /// Somebody has to do something, not at night.
    Warning,
    /// Somebody has to do something now.
    Critical,
}

/// Why an alert is switched off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlertOff {
    /// Why nobody wants it.
    pub reason: String,
    /// The last day it holds.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A script of a host that writes metrics for the node exporter, besides those of nixward; docs/alerts.md
/// says which metrics.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum TextfileWriter {
    /// How its backups went: `fleet_backup_last_*`, with the label `backup`.
    Backup,
    /// Whether backups were read back: `fleet_backup_restore_test_*`.
    Drill,
    /// Kernel settings that are not as rendered: `fleet_sysctl_drift`.
    Sysctl,
    /// Ports that the inventory does not have: `fleet_unexpected_listeners`.
    Listeners,
    /// When the key of the tailnet ends: `fleet_tailscale_key_expiry_timestamp_seconds`.
    Tailscale,
    /// Files that nobody should have changed: `fleet_aide_changed_entries`.
    Integrity,
}

/// A way to notify.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ChannelKind {
    Email,
    Slack,
    Discord,
    Telegram,
    Ntfy,
    Pagerduty,
    Webhook,
    /// A webhook of an SMS gateway; for critical alerts only.
    Sms,
}

/// When only critical notifications are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuietHours {
    /// Begin, `HH:MM`.
    pub from: TimeOfDay,
    /// End, `HH:MM`; earlier than the begin means the next morning.
    pub to: TimeOfDay,
    /// Whose clock. Default: UTC.
    #[serde(default)]
    pub timezone: Option<Timezone>,
}

/// What a host may cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Budgets {
    /// Time to evaluate it.
    pub evaluation: Option<TimeSpan>,
    /// Size of its closure, in GiB.
    #[schemars(range(min = 0.0))]
    pub closure_gib: Option<f64>,
    /// Generations kept on it.
    #[schemars(range(min = 1))]
    pub generations: Option<u32>,
    /// Time to boot. Default: 90 s, for a NAS 180 s.
    pub boot: Option<TimeSpan>,
    /// Time series it may bring to the monitoring server. Default: 15000.
    pub series: Option<u32>,
    /// The share of time in which everything on it may wait for memory, from 0 to 1. Default: 0.1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub memory_pressure: Option<f64>,
    /// The share of time in which everything on it may wait for disks, from 0 to 1. Default: 0.3.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub io_pressure: Option<f64>,
}

/// A promise to the people who use a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Slo {
    /// The host that serves it.
    pub host: Option<NamesHost>,
    /// The page that is probed.
    pub url: Option<HttpUrl>,
    /// The share of probes that succeed, in percent.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub objective: Option<f64>,
    /// Time between two probes. Default: 15 s.
    pub interval: Option<TimeSpan>,
    /// How fast 95 % of the probes are answered, in milliseconds.
    #[schemars(range(min = 1))]
    pub latency_ms: Option<u32>,
}
