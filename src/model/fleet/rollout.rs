//! How hosts are deployed: order, speed, what must hold afterwards and what happens when it does not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HttpUrl, NamesHost, Share, TimeSpan};

/// In which order, how fast and how carefully hosts are deployed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Rollout {
    /// The waves, first to last. Default: 5 %, 25 % and all hosts.
    pub waves: Vec<Wave>,
    /// How many hosts are activated at the same moment. Default: 10.
    #[schemars(range(min = 1))]
    pub parallel: Option<u32>,
    /// What happens when a wave has too many failures. Default: `pause`.
    pub on_failure: Option<OnFailure>,
    /// How many secrets get new values at once. Default: as many as are asked for.
    pub rotating: Option<Rotating>,
}

/// How many rotations of secrets may be under way at once. One always may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Rotating {
    /// How many rotations.
    #[schemars(range(min = 1))]
    pub secrets: Option<u32>,
    /// How many hosts they may concern together.
    pub hosts: Option<Share>,
}

/// A wave: a group of hosts that is finished before the next begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Wave {
    /// The name that a host's `wave` refers to.
    pub name: String,
    /// How much of the fleet is done after this wave, where hosts do not say it themselves.
    #[serde(default)]
    pub share: Option<Share>,
    /// How long to watch before the next wave.
    #[serde(default)]
    pub bake: Option<TimeSpan>,
    /// How many hosts may fail before the rollout stops. Default: none in the first wave.
    #[serde(default)]
    pub max_failures: Option<Share>,
}

/// What happens when a wave has too many failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnFailure {
    /// Start no further host and wait for a person.
    Pause,
    /// Undo the wave.
    RollbackWave,
    /// Undo the whole rollout.
    RollbackAll,
}

/// Something that must be true of a host after a deployment: one of `http`, `tcp`, `dns`, `command`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Gate {
    /// A page that must answer.
    pub http: Option<HttpUrl>,
    /// The status it must answer with. Default: any 2xx.
    #[schemars(range(min = 100, max = 599))]
    pub status: Option<u16>,
    /// An `address:port` that must accept a connection.
    pub tcp: Option<String>,
    /// A name that must resolve.
    pub dns: Option<String>,
    /// A command that must succeed on the host.
    #[schemars(extend("x-also" = ["cmd"]))]
    pub command: Option<Vec<String>>,
    /// The host to look from. Default: where nixward runs.
    pub from: Option<NamesHost>,
    /// Time between two tries. Default: 3 s.
    pub interval: Option<TimeSpan>,
    /// How many tries in a row must succeed. Default: 2.
    #[schemars(range(min = 1))]
    pub need: Option<u32>,
    /// How long to keep trying. Default: the host's `timeouts.health`.
    pub timeout: Option<TimeSpan>,
}

/// How long each step of a deployment may take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Timeouts {
    /// Activation. Default: 300 s.
    pub activate: Option<TimeSpan>,
    /// Until the host answers on a new connection. Default: 30 s.
    pub contact: Option<TimeSpan>,
    /// Until all gates are open. Default: 120 s.
    pub health: Option<TimeSpan>,
    /// Until it is back from a reboot. Default: 600 s.
    pub reboot: Option<TimeSpan>,
}

/// When a deployment is undone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Rollback {
    /// When the host cannot be reached any more. Default: yes.
    pub on_contact: Option<bool>,
    /// What a gate that stays closed does. Default: `rollback`.
    pub on_gate: Option<OnGate>,
    /// Whether a rollback may reboot. Default: `if-unreachable`.
    pub reboot: Option<RollbackReboot>,
}

/// What a gate that stays closed does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnGate {
    /// Go back to the old system.
    Rollback,
    /// Ask a person: going back may do more harm.
    Ask,
    /// Say so and go on.
    Warn,
}

/// Whether a rollback may reboot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RollbackReboot {
    /// When the host stays out of reach on its old system.
    IfUnreachable,
    /// Never.
    Never,
}

/// Whether a deployment may reboot a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reboot {
    /// Never; what needs a reboot waits for one.
    Never,
    /// When the new system cannot be activated without.
    WhenNeeded,
    /// After every deployment.
    Always,
}
