//! `nixward hosts --format json`

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use crate::model::host::{Authority, Host, HostKind, Said, Unknown};

/// The hosts of a flake.
#[derive(Serialize, JsonSchema)]
pub struct HostsReport {
    /// The hosts, sorted by kind and name.
    pub hosts: Vec<HostRow>,
    /// Whether there may be hosts that are not listed.
    pub hosts_incomplete: bool,
    /// Why there may be more.
    pub unknown: Vec<Unknown>,
    /// What Nix says of the hosts of `nixosConfigurations`, by name; null without `--eval`.
    pub evaluated: Option<BTreeMap<String, HostSummary>>,
}

/// What Nix says of a host, in short; `nixward facts` has all of it. What is null is not known.
#[derive(Default, Serialize, JsonSchema)]
pub struct HostSummary {
    /// Why it was not evaluated; null where it was.
    pub skipped: Option<String>,
    /// `networking.hostName`
    pub host_name: Option<String>,
    /// `x86_64-linux` and the like.
    pub system: Option<String>,
    /// The NixOS release, `26.05`.
    pub release: Option<String>,
    /// `system.stateVersion`
    pub state_version: Option<String>,
    /// What the firewall lets in: `22/tcp`, `6000-6010/udp`.
    pub open_ports: Option<Vec<String>>,
    /// How many assertions fail.
    pub failed_assertions: Option<usize>,
    /// How many warnings there are.
    pub warnings: Option<usize>,
    /// The facts that a broken option keeps from being known.
    pub unknown_facts: Vec<String>,
    /// Whether this is from an earlier evaluation.
    pub cached: bool,
    /// Milliseconds that the evaluation took, now or then.
    pub ms: Option<u64>,
}

impl Report for HostsReport {
    const KIND: &'static str = "hosts";
}

/// A host.
#[derive(Serialize, JsonSchema)]
pub struct HostRow {
    /// Its attribute name.
    pub name: String,
    /// Which configuration system builds it.
    pub kind: HostKind,
    /// `x86_64-linux` and the like, where known.
    pub system: Option<String>,
    /// `server`, `workstation`, ..., where known.
    pub role: Option<String>,
    /// Where it is reached: `user@address:port`, as far as known.
    pub target: Option<String>,
    /// How it was found.
    pub how: String,
    /// The file that defines it.
    pub file: Option<String>,
    /// The line that defines it, from 1.
    pub line: Option<u32>,
    /// Whether everything static about it is known.
    pub complete: bool,
    /// What could not be known.
    pub unknown: Vec<Unknown>,
    /// How many modules it is made of.
    pub modules: usize,
    /// The files they stand in, sorted.
    pub files: Vec<String>,
    /// Who said each value.
    pub origins: Origins,
}

impl From<&Host> for HostRow {
    fn from(host: &Host) -> Self {
        let value = |said: &Option<Said<String>>| said.as_ref().map(|said| said.value.clone());
        Self {
            name: host.name.clone(),
            kind: host.kind,
            system: value(&host.system),
            role: value(&host.role),
            target: value(&host.target),
            how: host.how.clone(),
            file: host.at.as_ref().map(|at| at.file.clone()),
            line: host.at.as_ref().map(|at| at.line),
            complete: host.complete(),
            unknown: host.unknown.clone(),
            modules: host.modules,
            files: host.files.clone(),
            origins: Origins {
                system: host.system.as_ref().map(Saying::from),
                role: host.role.as_ref().map(Saying::from),
                target: host.target.as_ref().map(Saying::from),
            },
        }
    }
}

/// Who said each value of a host.
#[derive(Serialize, JsonSchema)]
pub struct Origins {
    /// Who said the system.
    pub system: Option<Saying>,
    /// Who said the role.
    pub role: Option<Saying>,
    /// Who said the target.
    pub target: Option<Saying>,
}

/// Who said a value, and where.
#[derive(Serialize, JsonSchema)]
pub struct Saying {
    /// Who said it.
    pub by: Authority,
    /// The file.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
}

impl<T> From<&Said<T>> for Saying {
    fn from(said: &Said<T>) -> Self {
        Self {
            by: said.by,
            file: said.at.as_ref().map(|at| at.file.clone()),
            line: said.at.as_ref().map(|at| at.line),
        }
    }
}
