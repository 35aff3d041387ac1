//! People, feature flags, and settings of nixward itself.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::finding::Severity;

use super::{Date, Email, NamesFeature, PublicKey, RelativePath, RuleCode};

/// Somebody who may administer hosts and open every secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Admin {
    /// Public keys: ssh or age.
    #[schemars(extend("x-also" = ["publicKeys", "sshKeys"]))]
    pub keys: Vec<PublicKey>,
    /// Where mail reaches them.
    pub email: Option<Email>,
}

/// A feature flag: a module that some hosts import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Feature {
    /// What it does, in a few words.
    pub description: Option<String>,
    /// The module, relative to the flake.
    pub module: Option<RelativePath>,
    /// Flags that must be on as well.
    pub requires: Vec<NamesFeature>,
    /// Flags that must be off.
    pub conflicts: Vec<NamesFeature>,
    /// The day by which the flag is to be gone.
    pub remove_by: Option<Date>,
}

/// How hard hosts are locked down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Security {
    /// The set of settings. Default: `standard`.
    pub profile: Option<SecurityProfile>,
}

/// A set of security settings.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum SecurityProfile {
    /// What breaks nothing.
    Basic,
    /// What fits the role of each host.
    Standard,
    /// All that can be justified.
    Strict,
}

/// Settings of `nixward check`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Check {
    /// The severity, by rule.
    pub severity: BTreeMap<RuleCode, Level>,
    /// Rules that are not run.
    pub skip: Vec<RuleCode>,
    /// The severity that fails a check. Default: `error`.
    pub deny: Option<Level>,
    /// How many hosts may fail to evaluate. Without it, each failure counts by itself alone.
    pub failing_hosts: Option<u32>,
    /// Folders and files, relative to the flake, that are not looked at.
    #[schemars(extend("x-also" = ["ignore"]))]
    pub exclude: Vec<RelativePath>,
}

/// A severity.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Level {
    Info,
    Warning,
    Error,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Info => Self::Info,
            Level::Warning => Self::Warning,
            Level::Error => Self::Error,
        }
    }
}

/// Settings of `nixward render`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Render {
    /// Where rendered files go. Default: `modules/_rendered`.
    pub dir: Option<RelativePath>,
}
