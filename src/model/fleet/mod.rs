//! The inventory: what a fleet is, in plain data, as `fleet.nix` says it.
//!
//! The types are the schema: `nixward schema` prints it, docs/inventory.md is made from it, and
//! `flake::inventory` checks a file against it. Doc comments are what users read there.
//! Every key is optional unless an entry would mean nothing without it.

mod data;
mod grafana;
mod host;
mod network;
mod rollout;
mod settings;
mod text;
mod watch;
mod waves;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use data::{
    Backup, BackupSet, Certificate, Challenge, Database, DatabaseKind, Disk, FileSystem,
    Repository, RepositoryKind,
};
pub use grafana::Grafana;
pub use host::{Build, BuildPlace, Container, Host, Role, Scrape, System, Target, Timer};
pub use network::{Flow, Ipv6, Nic, Port, Protocol, Segment, Site, Tailnet};
pub use rollout::{
    Gate, OnFailure, OnGate, Reboot, Rollback, RollbackReboot, Rollout, Rotating, Timeouts, Wave,
};
pub use settings::{Admin, Check, Feature, Level, Render, Security, SecurityProfile};
pub use text::{
    AbsolutePath, Address, Cidr, Date, Email, ExporterName, HostKey, HttpUrl, InterfaceAddress, Ip,
    Mac, NamesFeature, NamesHost, NamesHostOrTag, NamesOrigin, NamesRepository, NamesSegment,
    NamesSite, NamesWave, PublicKey, RelativePath, Release, RepositoryUrl, RuleCode, SecretName,
    Share, TimeOfDay, TimeSpan, Timezone,
};
pub use watch::{
    AlertOff, AlertSeverity, Budgets, Channel, ChannelKind, Logging, Monitoring, QuietHours, Slo,
    TextfileWriter,
};
pub use waves::HostWave;

use super::exemption::Exemption;

/// The inventory of a fleet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Fleet {
    /// The NixOS release the fleet is on, such as `26.05`.
    pub release: Option<Release>,
    /// The people who may administer hosts and open every secret, by the name of their account.
    pub admins: BTreeMap<String, Admin>,
    /// Places where hosts stand.
    pub sites: BTreeMap<String, Site>,
    /// Networks that are kept apart.
    pub segments: BTreeMap<String, Segment>,
    /// What may cross from one segment into another.
    pub flows: Vec<Flow>,
    /// The tailnet that hosts may belong to.
    pub tailnet: Option<Tailnet>,
    /// Metrics and alerts.
    pub monitoring: Option<Monitoring>,
    /// Logs.
    pub logging: Option<Logging>,
    /// Where notifications go.
    pub channels: BTreeMap<String, Channel>,
    /// When only critical notifications are sent.
    pub quiet_hours: Option<QuietHours>,
    /// What a host may cost; a host's own budgets win.
    pub budgets: Option<Budgets>,
    /// Promises to the people who use a service.
    pub slos: BTreeMap<String, Slo>,
    /// How hard hosts are locked down.
    pub security: Option<Security>,
    /// Findings that are accepted.
    pub exemptions: Vec<Exemption>,
    /// Where backups go.
    pub backup: Option<Backup>,
    /// In which order, how fast and how carefully hosts are deployed.
    pub rollout: Option<Rollout>,
    /// Feature flags: modules that some hosts import.
    pub features: BTreeMap<String, Feature>,
    /// Settings of `nixward check`.
    pub check: Option<Check>,
    /// Settings of `nixward render`.
    pub render: Option<Render>,
    /// The hosts, by their attribute name in `nixosConfigurations`.
    pub hosts: BTreeMap<String, Host>,
}
