//! What a fleet has decided to live with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fleet::{Date, NamesHost, RuleCode};

/// A finding that is accepted: which, where, why, by whom and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// The rule, such as `NW401`.
    pub code: RuleCode,
    /// The host; none for the whole fleet.
    #[serde(default)]
    pub host: Option<NamesHost>,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// The last day it holds.
    #[serde(default)]
    pub until: Option<Date>,
}
