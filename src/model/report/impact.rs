//! `nixward impact --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use crate::model::impact::{PackageChanges, SystemChange};

/// What a change does to hosts.
#[derive(Serialize, JsonSchema)]
pub struct ImpactReport {
    /// The commit that is compared with.
    pub commit: String,
    /// The files that differ from it.
    pub files: Vec<String>,
    /// The hosts, sorted by name.
    pub hosts: Vec<ImpactRow>,
}

impl Report for ImpactReport {
    const KIND: &'static str = "impact";
}

/// What a change does to one host of `nixosConfigurations`.
#[derive(Serialize, JsonSchema)]
pub struct ImpactRow {
    /// Its attribute name.
    pub host: String,
    /// The files that differ and that the host, or all hosts, are made of.
    pub reached_by: Vec<String>,
    /// Whether all that leads from the host to files is known without Nix.
    pub complete: bool,
    /// What becomes of its system; null where `--drv` did not ask for it.
    pub system: Option<SystemChange>,
    /// How its packages differ; null where the system stays or is not known.
    pub packages: Option<PackageChanges>,
}

impl ImpactRow {
    /// Whether anybody has to look at it.
    pub fn is_struck(&self) -> bool {
        match &self.system {
            Some(system) => *system != SystemChange::Same,
            None => !self.reached_by.is_empty(),
        }
    }
}
