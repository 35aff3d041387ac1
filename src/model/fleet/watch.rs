//! What is watched, promised and said to whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Email, Grafana, HttpUrl, NamesHost, SecretName, TimeOfDay, TimeSpan, Timezone};

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
    #[schemars(extend("x-also" = ["password", "token", "apiKey", "webhook", "url"]))]
    pub secret: Option<SecretName>,
    /// Whom it reaches, where it is mail.
    #[serde(default)]
    pub to: Option<Email>,
    /// Whether it works while the fleet itself is down.
    #[serde(default)]
    pub external: bool,
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
    /// Time to boot.
    pub boot: Option<TimeSpan>,
    /// Time series it may bring to the monitoring server.
    pub series: Option<u32>,
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
