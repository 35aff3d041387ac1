//! `nixward secrets scan|prune|due|report|bootstrap --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::{Reader, RekeyRow, Report, RotationState};
use crate::model::finding::Severity;
use crate::model::secrets::Tool;

/// Plaintext where none should be.
#[derive(Serialize, JsonSchema)]
pub struct SecretsScanReport {
    /// What was found.
    pub findings: Vec<ScanRow>,
    /// Files that were looked at.
    pub files: usize,
    /// Versions of files in git's history that were looked at; none without `--history`.
    pub versions: Option<usize>,
    /// Secrets whose values were looked for; none where no key was named.
    pub values: Option<usize>,
    /// Secrets whose values were not looked for, since no key opens them.
    pub unopened: Vec<String>,
    /// Secrets whose values were not looked for, since they are too short, or too large.
    pub left_out: Vec<String>,
}

impl Report for SecretsScanReport {
    const KIND: &'static str = "secrets scan";
}

/// One thing that a scan found.
#[derive(Serialize, JsonSchema)]
pub struct ScanRow {
    /// What it is.
    pub kind: ScanKind,
    /// How much it matters.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// The line, from 1; none where it is about the file as a whole.
    pub line: Option<u32>,
    /// The first commit that has it, where it was found in git's history.
    pub commit: Option<String>,
    /// The secret that it is of, where that is known.
    pub secret: Option<String>,
    /// The rule of `nixward check` that is about it.
    pub code: Option<&'static str>,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// What a scan found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScanKind {
    /// A key, a token or a password in plain text.
    Plain,
    /// A file that should be encrypted and is not.
    NotEncrypted,
    /// The value of a secret.
    Value,
    /// What somebody or something has left beside a secret.
    Leftover,
}

/// What nothing speaks of any more, and what became of it.
#[derive(Serialize, JsonSchema)]
pub struct SecretsPruneReport {
    /// Whether nothing was to be written.
    pub dry_run: bool,
    /// Encrypted files that no rule names, which were removed, or would be.
    pub files: Vec<String>,
    /// Rules without a file that were taken out, or would be.
    pub rules: Vec<String>,
    /// What stays.
    pub kept: Vec<KeptRow>,
}

impl Report for SecretsPruneReport {
    const KIND: &'static str = "secrets prune";
}

impl SecretsPruneReport {
    /// Whether nothing goes.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.rules.is_empty()
    }
}

/// A file or a rule that nothing needs, and that stays.
#[derive(Serialize, JsonSchema)]
pub struct KeptRow {
    /// The secret.
    pub file: String,
    /// Why, in words.
    pub why: String,
    /// What to do about it.
    pub help: String,
}

/// Which values are due to be changed.
#[derive(Serialize, JsonSchema)]
pub struct SecretsDueReport {
    /// The secrets, the most pressing first.
    pub secrets: Vec<DueRow>,
}

impl Report for SecretsDueReport {
    const KIND: &'static str = "secrets due";
}

/// How old a value is, and may become. Days are of the calendar, in UTC.
#[derive(Clone, Serialize, JsonSchema)]
pub struct DueRow {
    /// The secret's path.
    pub file: String,
    /// Whose it is.
    pub tool: Tool,
    /// Whether it is due.
    pub state: DueState,
    /// Who knows when it was set; none where nobody does.
    pub set_by: Option<SetBy>,
    /// The first day on which it may have been set; none where that is not known.
    pub set_not_before: Option<String>,
    /// The last such day.
    pub set_not_after: Option<String>,
    /// How old it may become; none where its rule does not say.
    pub max_age_days: Option<i64>,
    /// The last day on which it becomes due; none where it never does, or that is not known.
    pub due: Option<String>,
    /// What is wrong with what its rule says.
    pub problem: Option<String>,
    /// How far its rotation has come, where one is under way.
    pub rotation: Option<RotationState>,
}

/// Whether a value is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DueState {
    /// Somebody knows it who may no longer open it.
    Exposed,
    /// It is older than it may be.
    Due,
    /// It may be: only between which days it was set is known.
    Perhaps,
    /// It soon will be.
    Soon,
    /// How old it is, or may become, is not known.
    Unknown,
    /// It is not.
    Fresh,
}

/// Who knows when a value was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SetBy {
    /// nixward, which has set it.
    Note,
    /// sops, which notes the last change of a file.
    Sops,
    /// git, by the commits that changed the file.
    Git,
}

/// Who can open what, and how old each value is.
#[derive(Serialize, JsonSchema)]
pub struct SecretsReport {
    /// The secrets, sorted by path.
    pub secrets: Vec<ReportedRow>,
    /// Everybody who can open something or is in the inventory, sorted by name.
    pub holders: Vec<HolderRow>,
}

impl Report for SecretsReport {
    const KIND: &'static str = "secrets report";
}

/// A secret with those who can open it.
#[derive(Serialize, JsonSchema)]
pub struct ReportedRow {
    /// The secret's path.
    pub file: String,
    /// Whose it is.
    pub tool: Tool,
    /// Those who may or can open it.
    pub readers: Vec<Reader>,
    /// How old its value is; none where there is no value.
    pub age: Option<DueRow>,
    /// How many values it has had as far as nixward knows, this one included.
    pub values: Option<u64>,
}

/// Somebody with a key.
#[derive(Serialize, JsonSchema)]
pub struct HolderRow {
    /// A name, or what tells the key apart.
    pub who: String,
    /// Whether it is a host of the inventory, or an admin; none where the inventory does not have it.
    pub host: Option<bool>,
    /// The secrets that it can open, as far as headers tell, or else may.
    pub secrets: Vec<String>,
}

/// What a host needs to open its secrets, and what became of it.
#[derive(Serialize, JsonSchema)]
pub struct SecretsBootstrapReport {
    /// Whether nothing was to be written.
    pub dry_run: bool,
    /// The host.
    pub host: String,
    /// Its public key.
    pub key: String,
    /// The fingerprint of an ssh key.
    pub fingerprint: Option<String>,
    /// Where the key is from.
    pub from: KeySource,
    /// Files of rules, and the inventory, that were edited, or would be.
    pub edited: Vec<String>,
    /// Secrets that were encrypted to it, or would be.
    pub secrets: Vec<RekeyRow>,
    /// Secrets that it may open and that are not there yet.
    pub absent: Vec<String>,
    /// Rules that a person must edit.
    pub by_hand: Vec<ByHandRow>,
}

impl Report for SecretsBootstrapReport {
    const KIND: &'static str = "secrets bootstrap";
}

/// Where the key of a host is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeySource {
    /// The inventory.
    Inventory,
    /// The command line.
    Argument,
    /// What answered at the host's address.
    Scan,
}

/// A rule that a person must edit.
#[derive(Serialize, JsonSchema)]
pub struct ByHandRow {
    /// The secret.
    pub file: String,
    /// The rule: its file and line.
    pub at: String,
    /// The key that it lacks.
    pub add: String,
}
