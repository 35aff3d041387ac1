//! `nixward options show --format json`, `nixward options check --format json` and
//! `nixward options update --format json`

use schemars::JsonSchema;
use serde::Serialize;

use super::{FindingRow, Report};

/// What is known of an option.
#[derive(Serialize, JsonSchema)]
pub struct OptionsShowReport {
    /// Its path, as Nix writes it.
    pub option: String,
    /// What is said of it.
    pub state: OptionState,
    /// What it takes, in words of `lib.types`; none unless it is declared.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Its default, as JSON or as Nix in `${...}`; none where it has none, or nobody knows it.
    pub default: Option<String>,
    /// Whether nobody may set it.
    pub read_only: bool,
    /// The option around it that takes names which nobody lists.
    pub inside: Option<String>,
    /// Its new name, where it is renamed.
    pub to: Option<String>,
    /// What to do in its place, where it is removed.
    pub instead: Option<String>,
    /// Who says so.
    pub sources: Vec<OptionSource>,
    /// Supported releases for which nothing proves it.
    pub unproven: Vec<String>,
    /// The names below it.
    pub below: Vec<String>,
}

impl Report for OptionsShowReport {
    const KIND: &'static str = "options show";
}

/// What is said of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OptionState {
    /// There is such an option.
    Declared,
    /// It has another name now.
    Renamed,
    /// It is gone.
    Removed,
    /// Options lie below it.
    Namespace,
    /// It lies in an option that takes any names.
    Inside,
    /// The nixpkgs of the flake has no such option.
    Missing,
    /// Nobody has looked.
    NotCovered,
}

/// Where a fact comes from.
#[derive(Serialize, JsonSchema)]
pub struct OptionSource {
    /// The release that it shows; for the development branch, the one that follows.
    pub release: String,
    /// For the development branch, a day by which it was so.
    pub day: Option<String>,
    /// What was read.
    pub what: String,
}

/// A table of all options of a nixpkgs.
#[derive(Serialize, JsonSchema)]
pub struct OptionsUpdateReport {
    /// The input that is this nixpkgs.
    pub input: String,
    /// Its hash in flake.lock.
    pub nar_hash: String,
    /// How many options it has, old names included.
    pub options: usize,
    /// How large the table is.
    pub bytes: usize,
    /// Whether the cache of this user has it now.
    pub kept: bool,
    /// The file that it was written to.
    pub file: Option<String>,
}

impl Report for OptionsUpdateReport {
    const KIND: &'static str = "options update";
}

/// What is wrong with the options that modules set.
#[derive(Serialize, JsonSchema)]
pub struct OptionsCheckReport {
    /// What the modules were held against: a release, or the day of a development branch.
    pub against: Vec<String>,
    /// Whether the table of all options of the flake's own nixpkgs was at hand.
    pub own_table: bool,
    /// How many files were read.
    pub files: usize,
    /// What was found, sorted by file and place.
    pub findings: Vec<FindingRow>,
}

impl Report for OptionsCheckReport {
    const KIND: &'static str = "options check";
}
