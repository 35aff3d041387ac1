//! `nixward status --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;

/// How the hosts of a fleet are.
#[derive(Serialize, JsonSchema)]
pub struct StatusReport {
    /// The hosts, in the order asked for, or sorted.
    pub hosts: Vec<HostStatus>,
    /// What the monitoring server says; none where the inventory names none.
    pub monitoring: Option<MonitoringStatus>,
}

impl Report for StatusReport {
    const KIND: &'static str = "status";
}

/// How a host is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HostStatus {
    /// Its attribute name.
    pub host: String,
    /// Whether it could be asked.
    pub state: Reached,
    /// Why it could not be asked.
    pub why: Option<String>,
    /// The address that answered.
    pub address: Option<String>,
    /// What it says of itself; none where it could not be asked.
    pub seen: Option<Seen>,
    /// What is not as it should be, each a few words.
    pub problems: Vec<String>,
    /// Alerts that fire for it; none where nobody could be asked.
    pub alerts: Option<Vec<Alert>>,
    /// The share of its processors that was busy, from 0 to 1, for each hour of the last day, oldest
    /// first; none where nobody could be asked.
    pub busy: Option<Vec<Option<f64>>>,
}

/// Whether a host could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// It answered.
    Up,
    /// It does not answer, and need not at every hour (`alwaysOn`).
    Away,
    /// It does not answer, and should.
    Down,
    /// What answers has a wrong or unknown host key.
    Untrusted,
    /// It answers and lets nobody in.
    Refused,
    /// It let us in, and the answer was lost or is none.
    Lost,
}

/// What a host says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Seen {
    /// The host name that its kernel has.
    pub name: Option<String>,
    /// The version of NixOS that runs.
    pub version: Option<String>,
    /// The number of the current generation of the system profile.
    pub generation: Option<u64>,
    /// Seconds since that generation was made.
    pub generation_age: Option<u64>,
    /// The store path of the system that runs.
    pub current: Option<String>,
    /// The store path of the system that it booted.
    pub booted: Option<String>,
    /// The store path of the current generation.
    pub profile: Option<String>,
    /// Whether another system runs than that of the current generation.
    pub off_profile: Option<bool>,
    /// Whether another system runs than the flake describes; none where that is not known.
    pub off_flake: Option<bool>,
    /// What of the booted system waits for a reboot: kernel, initrd, kernel-modules.
    pub reboot_for: Vec<String>,
    /// Units that have failed; none where systemd could not be asked.
    pub failed_units: Option<Vec<String>>,
    /// Seconds since it booted.
    pub uptime: Option<u64>,
    /// Processes that want to run, on average over 1, 5 and 15 minutes.
    pub load: Option<[f64; 3]>,
    /// Its processors.
    pub cores: Option<u64>,
    /// Its file systems on disks, by mount point.
    pub disks: Vec<DiskUse>,
}

/// How full a file system is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DiskUse {
    /// Where it is mounted.
    pub mount: String,
    /// Bytes that it holds in all.
    pub size: u64,
    /// Bytes that are free for users.
    pub available: u64,
    /// The share of it that is used, in percent, as df rounds it.
    pub used_percent: u64,
    /// The share of its inodes that is used, in percent; none where it has no fixed number of them.
    pub inodes_percent: Option<u64>,
}

/// What the monitoring server says.
#[derive(Serialize, JsonSchema)]
pub struct MonitoringStatus {
    /// The host.
    pub server: String,
    /// Why Alertmanager could not be asked; none where it answered.
    pub alertmanager: Option<String>,
    /// Why Prometheus could not be asked; none where it answered.
    pub prometheus: Option<String>,
    /// Alerts that fire and belong to no host of the report.
    pub alerts: Vec<Alert>,
}

/// An alert that fires.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Alert {
    /// Its name.
    pub name: String,
    /// Its severity, where it has one.
    pub severity: Option<String>,
    /// The host that it names, where it names one.
    pub host: Option<String>,
    /// What it says.
    pub summary: Option<String>,
    /// Since when, as RFC 3339.
    pub since: Option<String>,
    /// Whether somebody silenced it, or another alert inhibits it.
    pub muted: bool,
}
