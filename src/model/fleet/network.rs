//! Sites, networks and what may cross them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cidr, InterfaceAddress, Ip, Mac, NamesHost, NamesOrigin, NamesSegment, NamesSite, Timezone,
};

/// A place where hosts stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Site {
    /// What people call it.
    pub description: Option<String>,
    /// Its time zone, such as `Europe/Vienna`.
    pub timezone: Option<Timezone>,
    /// The address of its gateway: when that is gone, so is the site.
    pub gateway: Option<Ip>,
    /// The host that looks at the others of the site.
    pub probe: Option<NamesHost>,
    /// Networks that administrators come from.
    pub admin_networks: Vec<Cidr>,
}

/// A network that is kept apart from others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Segment {
    /// The site it belongs to.
    pub site: Option<NamesSite>,
    /// Its addresses.
    pub cidr: Option<Cidr>,
    /// Its VLAN.
    #[schemars(range(min = 1, max = 4094))]
    pub vlan: Option<u16>,
}

/// What may cross from one segment into another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Flow {
    /// Where it comes from: a segment, a network or `anywhere`.
    pub from: NamesOrigin,
    /// Where it goes.
    pub to: NamesOrigin,
    /// The ports it may use; none stands for all.
    #[serde(default)]
    #[schemars(inner(range(min = 1)))]
    pub ports: Vec<u16>,
    /// Default: `tcp`.
    #[serde(default)]
    pub protocol: Option<Protocol>,
    /// What it is for.
    pub reason: String,
}

/// A transport protocol.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Protocol {
    Tcp,
    Udp,
}

/// A port that others may reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Port {
    /// The port.
    #[schemars(range(min = 1))]
    pub port: u16,
    /// The last port, where it is a range of them.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub to: Option<u16>,
    /// Default: `tcp`.
    #[serde(default)]
    pub protocol: Option<Protocol>,
    /// Who may reach it: segments, networks or `anywhere`.
    #[serde(default)]
    pub from: Vec<NamesOrigin>,
    /// What it is for.
    pub reason: String,
}

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Nic {
    /// Its name, such as `eno1`.
    pub name: String,
    /// Its hardware address.
    #[serde(default)]
    pub mac: Option<Mac>,
    /// The segment it is plugged into.
    #[serde(default)]
    pub segment: Option<NamesSegment>,
    /// Its fixed addresses, with prefix length; none stands for DHCP.
    #[serde(default)]
    pub addresses: Vec<InterfaceAddress>,
}

/// How a host gets its IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ipv6 {
    /// From router advertisements.
    Slaac,
    /// As its interfaces say.
    Static,
    /// It has none.
    Off,
}

/// The tailnet that hosts may belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Tailnet {
    /// Its name, as in `host.NAME.ts.net`.
    pub name: Option<String>,
}
