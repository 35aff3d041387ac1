//! A host and what is particular to it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AbsolutePath, Address, AlertOff, BackupSet, Budgets, Certificate, Database, Disk, ExporterName,
    FileSystem, Gate, HostKey, Ipv6, NamesFeature, NamesHost, NamesHostOrTag, NamesSite, NamesWave,
    Nic, Port, Reboot, RelativePath, Rollback, TextfileWriter, TimeSpan, Timeouts,
};

/// A host of the fleet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Host {
    /// What it is for, in a few words.
    pub description: Option<String>,
    /// The platform it runs on.
    pub system: Option<System>,
    /// What it is used as; decides defaults.
    pub role: Option<Role>,
    /// Where it stands.
    pub site: Option<NamesSite>,
    /// Whether it is expected to answer at any hour. Default: yes for servers and NAS.
    pub always_on: Option<bool>,
    /// How it is reached for administration and deployment.
    pub target: Option<Target>,
    /// The command that makes its user root, found on the host: `[ "sudo" "-n" "--" ]`.
    #[schemars(extend("x-also" = ["privilegeEscalationCommand", "sudo"]))]
    pub elevate: Option<Vec<String>>,
    /// Groups it belongs to, selected as `@tag`.
    pub tags: Vec<String>,
    /// Where its configuration is built.
    #[schemars(extend("x-also" = ["buildOnTarget", "remoteBuild"]))]
    pub build: Option<Build>,
    /// The wave it is deployed in.
    pub wave: Option<NamesWave>,
    /// Hosts, or `@tag`s, that must be up to date before it.
    pub depends_on: Vec<NamesHostOrTag>,
    /// Hosts that share one of these words are never deployed at the same moment.
    pub anti_affinity: Vec<String>,
    /// Whether it goes first, so that others are spared what it finds.
    pub canary: bool,
    /// What must be true of it after a deployment, beyond that it can be reached.
    pub gates: BTreeMap<String, Gate>,
    /// How long each step of a deployment may take.
    pub timeouts: Option<Timeouts>,
    /// When a deployment is undone.
    pub rollback: Option<Rollback>,
    /// Whether a deployment may reboot it.
    pub reboot: Option<Reboot>,
    /// The feature flags that are on.
    pub features: Vec<NamesFeature>,
    /// The Prometheus exporters it runs, by their name in `services.prometheus.exporters`.
    pub exporters: Vec<ExporterName>,
    /// How the monitoring server reaches its exporters.
    pub scrape: Option<Scrape>,
    /// Whether its journal is sent to the log server. Default: yes but for workstations and laptops.
    pub logs: Option<bool>,
    /// Its disks.
    pub disks: Vec<Disk>,
    /// File systems to watch, by mount point.
    pub file_systems: BTreeMap<String, FileSystem>,
    /// Ports that others may reach, each with a reason.
    pub ports: Vec<Port>,
    /// Its network interfaces.
    pub nics: Vec<Nic>,
    /// How it gets its IPv6 address.
    pub ipv6: Option<Ipv6>,
    /// Whether it forwards packets between networks: a router, a VPN gateway.
    pub forwards: bool,
    /// Its tags in the tailnet, such as `tag:server`.
    pub tailnet_tags: Vec<String>,
    /// The certificates it holds, by domain name.
    pub certificates: BTreeMap<String, Certificate>,
    /// Its databases.
    pub databases: BTreeMap<String, Database>,
    /// Its containers.
    pub containers: BTreeMap<String, Container>,
    /// What is backed up.
    pub backups: BTreeMap<String, BackupSet>,
    /// Timers that must not be missed, by systemd unit.
    pub timers: BTreeMap<String, Timer>,
    /// The policy of `usbguard` captured on it.
    pub usb_policy: Option<RelativePath>,
    /// Alerts that nobody wants of it, by their name.
    pub alerts_off: BTreeMap<String, AlertOff>,
    /// Scripts of its own that write metrics.
    pub textfile_writers: Vec<TextfileWriter>,
    /// The host it runs on, where it is a virtual machine of the fleet.
    pub parent: Option<NamesHost>,
    /// What it may cost; wins over the budgets of the fleet.
    pub budgets: Option<Budgets>,
}

/// What a host is used as.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Serves others, without a screen.
    Server,
    /// A desk with a person at it.
    Workstation,
    /// Moves and sleeps.
    Laptop,
    /// Keeps the files of others.
    Nas,
    /// A virtual machine.
    Vm,
}

impl Role {
    /// The word used for it in the inventory.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Workstation => "workstation",
            Self::Laptop => "laptop",
            Self::Nas => "nas",
            Self::Vm => "vm",
        }
    }
}

/// The platform a host runs on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[expect(missing_docs, reason = "the names say it")]
pub enum System {
    #[serde(rename = "x86_64-linux")]
    X86_64Linux,
    #[serde(rename = "aarch64-linux")]
    Aarch64Linux,
    #[serde(rename = "i686-linux")]
    I686Linux,
    #[serde(rename = "armv6l-linux")]
    Armv6lLinux,
    #[serde(rename = "armv7l-linux")]
    Armv7lLinux,
    #[serde(rename = "riscv64-linux")]
    Riscv64Linux,
    #[serde(rename = "powerpc64le-linux")]
    Powerpc64leLinux,
    #[serde(rename = "x86_64-darwin")]
    X86_64Darwin,
    #[serde(rename = "aarch64-darwin")]
    Aarch64Darwin,
}

impl System {
    /// The name Nix uses for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::X86_64Linux => "x86_64-linux",
            Self::Aarch64Linux => "aarch64-linux",
            Self::I686Linux => "i686-linux",
            Self::Armv6lLinux => "armv6l-linux",
            Self::Armv7lLinux => "armv7l-linux",
            Self::Riscv64Linux => "riscv64-linux",
            Self::Powerpc64leLinux => "powerpc64le-linux",
            Self::X86_64Darwin => "x86_64-darwin",
            Self::Aarch64Darwin => "aarch64-darwin",
        }
    }
}

/// How a host is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Target {
    /// Names or addresses, tried in order. Default: the host's name.
    #[schemars(extend("x-also" = ["targetHost", "hostname", "host", "hosts", "ip"]))]
    pub addresses: Vec<Address>,
    /// The user to log in as. Default: `root`.
    #[schemars(extend("x-also" = ["targetUser", "sshUser"]))]
    pub user: Option<String>,
    /// The port of sshd. Default: 22.
    #[schemars(range(min = 1), extend("x-also" = ["targetPort"]))]
    pub port: Option<u16>,
    /// Its ssh-ed25519 host key, which is also the recipient of its secrets.
    #[schemars(extend("x-also" = ["publicKey", "hostPubkey"]))]
    pub host_key: Option<HostKey>,
    /// The host of the fleet to jump through.
    #[schemars(extend("x-also" = ["proxyJump"]))]
    pub jump: Option<NamesHost>,
}

/// How the monitoring server reaches the exporters of a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Scrape {
    /// The name or address that is asked. Default: the first address of its target, or else its name.
    pub address: Option<Address>,
    /// The interface on which their ports are open, such as `tailscale0`. Default: the one that has the
    /// address, or else all that the inventory names.
    pub interface: Option<String>,
}

/// Where a host's configuration is built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Build {
    /// Where. Default: `local`.
    pub on: Option<BuildPlace>,
}

/// A place to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BuildPlace {
    /// Where nixward runs.
    Local,
    /// On the host itself.
    Target,
    /// On Nix's remote builders.
    Builder,
}

/// A container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Container {
    /// The image, with a tag or digest.
    pub image: Option<String>,
    /// Published ports, as `address:port:port`.
    pub ports: Vec<String>,
}

/// A timer that must not be missed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Timer {
    /// The longest time between two runs.
    pub max_age: Option<TimeSpan>,
    /// A file whose age shows the last run, where the unit itself cannot.
    pub stamp: Option<AbsolutePath>,
}
