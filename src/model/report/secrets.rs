//! `nixward secrets ... --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::{FindingRow, Report, SkippedRule};
use crate::model::finding::Severity;
use crate::model::secrets::{Format, KeyKind, Tool};

/// All secrets of a flake.
#[derive(Serialize, JsonSchema)]
pub struct SecretsListReport {
    /// The rules files.
    pub rules_files: Vec<RulesFileRow>,
    /// The secrets, sorted by path.
    pub secrets: Vec<SecretRow>,
}

impl Report for SecretsListReport {
    const KIND: &'static str = "secrets list";
}

/// One secret: what rules and its header say, never its value.
#[derive(Serialize, JsonSchema)]
pub struct SecretsShowReport {
    /// The secret.
    pub secret: SecretRow,
}

impl Report for SecretsShowReport {
    const KIND: &'static str = "secrets show";
}

/// Who may open a secret, and who can.
#[derive(Serialize, JsonSchema)]
pub struct SecretsWhoReport {
    /// The secret's path.
    pub file: String,
    /// Those who may or can open it.
    pub readers: Vec<Reader>,
}

impl Report for SecretsWhoReport {
    const KIND: &'static str = "secrets who";
}

/// What somebody may open, and can.
#[derive(Serialize, JsonSchema)]
pub struct SecretsReadableByReport {
    /// Who, as asked.
    pub who: String,
    /// Their keys.
    pub keys: Vec<String>,
    /// The secrets, sorted by path.
    pub secrets: Vec<Readable>,
}

impl Report for SecretsReadableByReport {
    const KIND: &'static str = "secrets readable-by";
}

/// What is wrong with the secrets.
#[derive(Serialize, JsonSchema)]
pub struct SecretsCheckReport {
    /// What was found.
    pub findings: Vec<FindingRow>,
    /// Rules that could not look.
    pub skipped: Vec<SkippedRule>,
}

impl Report for SecretsCheckReport {
    const KIND: &'static str = "secrets check";
}

/// A file that says who may open what.
#[derive(Serialize, JsonSchema)]
pub struct RulesFileRow {
    /// Whose rules it holds.
    pub tool: Tool,
    /// Its path.
    pub file: String,
    /// How many rules it has, as far as known.
    pub rules: usize,
    /// Whether all of them are known.
    pub complete: bool,
    /// What is wrong with it or not known.
    pub mistakes: Vec<String>,
}

/// A secret.
#[derive(Serialize, JsonSchema)]
pub struct SecretRow {
    /// Whose it is.
    pub tool: Tool,
    /// Its path.
    pub file: String,
    /// The rules that speak of it.
    pub rules: Vec<SecretRule>,
    /// What lies there.
    pub state: SecretState,
    /// What is wrong with the file.
    pub problem: Option<String>,
    /// How it is written, where it is encrypted.
    pub format: Option<Format>,
    /// Who may open it, as the rules say; none where that is not known.
    pub recipients: Option<Vec<RecipientRow>>,
    /// Who can open it, as the file says; none where it is not encrypted.
    pub stanzas: Option<Vec<StanzaRow>>,
    /// Where both differ; none where one of them is not known.
    pub drift: Option<DriftRow>,
}

/// What lies where a secret belongs.
#[derive(Clone, Copy, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum SecretState {
    /// An encrypted file.
    Encrypted,
    /// Nothing.
    Missing,
    /// A file that the flake does not see.
    Unseen,
    /// A file that is not encrypted.
    Plain,
    /// A file that is damaged.
    Damaged,
}

/// A rule.
#[derive(Serialize, JsonSchema)]
pub struct SecretRule {
    /// The rules file.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// Its name there.
    pub name: String,
}

/// Someone who may open a secret.
#[derive(Serialize, JsonSchema)]
pub struct RecipientRow {
    /// The key.
    pub key: String,
    /// What stands behind it.
    pub comment: Option<String>,
    /// Which kind of key.
    pub kind: KeyKind,
    /// Whose it is, where the inventory says so.
    pub holder: Option<String>,
    /// What is wrong with it.
    pub flaw: Option<String>,
}

/// What a header says of one who can open the file.
#[derive(Serialize, JsonSchema)]
pub struct StanzaRow {
    /// Its type.
    pub kind: String,
    /// The short tag of the key, where it has one.
    pub tag: Option<String>,
    /// The key, where the file names it or a rule or the inventory has one with that tag.
    pub key: Option<String>,
    /// Whose it is, where the inventory says so.
    pub holder: Option<String>,
}

/// Where rule and header differ.
#[derive(Serialize, JsonSchema)]
pub struct DriftRow {
    /// Keys of the rule that cannot open the file.
    pub missing: Vec<String>,
    /// Who can open it although the rule does not have them.
    pub extra: Vec<String>,
    /// Anonymous recipients that the file lacks.
    pub fewer: u32,
    /// Anonymous recipients that the file has too many.
    pub more: u32,
    /// Whether it was written for other anonymous recipients, as many as the rule has.
    pub replaced: bool,
    /// Recipients that headers do not name.
    pub unchecked: u32,
}

/// Somebody who may or can open a secret.
#[derive(Serialize, JsonSchema)]
pub struct Reader {
    /// A name, or what tells the key apart.
    pub who: String,
    /// The key, where it is known.
    pub key: Option<String>,
    /// Whether a rule names it.
    pub by_rule: bool,
    /// Whether the header has it; none where headers do not tell.
    pub by_header: Option<bool>,
}

/// A secret that somebody may or can open.
#[derive(Serialize, JsonSchema)]
pub struct Readable {
    /// The secret's path.
    pub file: String,
    /// Whether a rule names them.
    pub by_rule: bool,
    /// Whether the header has them; none where headers do not tell, or there is no file.
    pub by_header: Option<bool>,
}

/// What a rekey wrote, or would write.
#[derive(Serialize, JsonSchema)]
pub struct SecretsRekeyReport {
    /// Whether nothing was to be written.
    pub dry_run: bool,
    /// The files that were written, or would be.
    pub secrets: Vec<RekeyRow>,
    /// How many files are as their rules say.
    pub unchanged: usize,
    /// Secrets that have a rule and no file.
    pub absent: Vec<String>,
    /// What stands in the way.
    pub blockers: Vec<BlockerRow>,
    /// Secrets whose value somebody knows who may no longer open them.
    pub exposed: Vec<String>,
}

impl Report for SecretsRekeyReport {
    const KIND: &'static str = "secrets rekey";
}

/// A file that is encrypted to others.
#[derive(Serialize, JsonSchema)]
pub struct RekeyRow {
    /// The secret's path.
    pub file: String,
    /// Why, in words.
    pub why: String,
    /// Whether only its header changes.
    pub header_only: bool,
    /// Who can open it from now on, as far as headers tell.
    pub added: Vec<String>,
    /// Who no longer can, as far as headers tell.
    pub removed: Vec<String>,
}

/// What stands in the way of a change.
#[derive(Serialize, JsonSchema)]
pub struct BlockerRow {
    /// The secret's path.
    pub file: String,
    /// What it is.
    pub why: String,
    /// What to do.
    pub help: Option<String>,
}

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
