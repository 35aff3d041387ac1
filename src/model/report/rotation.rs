//! Rotations: what a run did, and what is under way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Report;

/// What has been done last in a rotation.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum RotationState {
    /// A value is about to be asked for elsewhere; its id tells it apart there.
    Minting,
    /// The new value lies encrypted beside the old one.
    Minted,
    /// Who must accept it does; nobody uses it yet.
    Accepted,
    /// It is in its place in the repository; the old one lies beside it.
    Placed,
    /// All who use it have it.
    Deployed,
    /// It was seen to work.
    Verified,
    /// The old one is refused.
    Retired,
}

impl RotationState {
    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minting => "minting",
            Self::Minted => "minted",
            Self::Accepted => "accepted",
            Self::Placed => "placed",
            Self::Deployed => "deployed",
            Self::Verified => "verified",
            Self::Retired => "retired",
        }
    }
}

/// Which way a rotation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RotationWay {
    /// To the new value.
    Forward,
    /// Back to the old one.
    Back,
}

/// What `nixward secrets rotate` did, would do, or finds under way.
#[derive(Serialize, JsonSchema)]
pub struct SecretsRotateReport {
    /// Whether nothing was done, and only said.
    pub dry_run: bool,
    /// Each rotation.
    pub rotations: Vec<RotationRow>,
}

impl Report for SecretsRotateReport {
    const KIND: &'static str = "secrets rotate";
}

/// One rotation.
#[derive(Serialize, JsonSchema)]
pub struct RotationRow {
    /// The secret's path.
    pub file: String,
    /// What sort of secret it is.
    pub kind: String,
    /// The secrets that change together, itself first.
    pub members: Vec<String>,
    /// What has been done last; none where it is not under way (any more).
    pub state: Option<RotationState>,
    /// Which way it goes.
    pub way: RotationWay,
    /// What it waits for.
    pub waits: Option<String>,
    /// What to do about that.
    pub help: Option<String>,
    /// What this run did, or would do, in words.
    pub steps: Vec<String>,
    /// Why it went back or met an error.
    pub problem: Option<String>,
}
