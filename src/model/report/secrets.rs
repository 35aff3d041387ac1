//! `nixward secrets ... --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::{FindingRow, Report, SkippedRule};
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
