//! The machine output of every verb: what scripts may rely on. `docs/contracts.md` is made from
//! these types.
//!
//! Within a version fields are added, never renamed, removed or given another meaning.

mod check;
mod facts;
mod files;
mod hosts;
mod impact;
mod options;
mod render;
mod rotation;
mod secrets;
mod status;
mod upkeep;

pub use check::{
    ChangedFiles, CheckReport, CheckedHost, Eval, EvalState, FindingRow, KnownFindings,
    SkippedRule, Stats, Tiers,
};
pub use facts::{FactsReport, FactsRow};
pub use files::{FilesReport, GraphEdge, GraphReport, Leads};
pub use hosts::{HostRow, HostSummary, HostsReport, Origins, Saying};
pub use impact::{ImpactReport, ImpactRow};
pub use options::{
    OptionSource, OptionState, OptionsCheckReport, OptionsShowReport, OptionsUpdateReport,
};
pub use render::{RenderReport, RenderRow};
pub use rotation::{RotationRow, RotationState, RotationWay, SecretsRotateReport};
pub use secrets::{
    BlockerRow, DriftRow, Readable, Reader, RecipientRow, RekeyRow, RulesFileRow, SecretRow,
    SecretRule, SecretState, SecretsCheckReport, SecretsListReport, SecretsReadableByReport,
    SecretsRekeyReport, SecretsShowReport, SecretsWhoReport, StanzaRow,
};
pub use status::{Alert, DiskUse, HostStatus, MonitoringStatus, Reached, Seen, StatusReport};
pub use upkeep::{
    ByHandRow, DueRow, DueState, HolderRow, KeptRow, KeySource, ReportedRow, ScanKind, ScanRow,
    SecretsBootstrapReport, SecretsDueReport, SecretsPruneReport, SecretsReport, SecretsScanReport,
    SetBy,
};

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::Serialize;

/// A document that `--format json` prints.
pub trait Report: Serialize + JsonSchema {
    /// The verb that prints it; the envelope's `kind`.
    const KIND: &'static str;
}

/// What every JSON document has.
#[derive(Serialize, JsonSchema)]
pub struct Envelope<'a, T> {
    /// Version of the document's shape.
    version: u32,
    /// The verb that printed it.
    kind: &'static str,
    /// The source root; paths in the document are relative to it.
    root: &'a str,
    /// The report itself.
    #[serde(flatten)]
    report: &'a T,
}

impl<'a, T: Report> Envelope<'a, T> {
    /// Wraps a report about the given source root.
    pub fn new(root: &'a str, report: &'a T) -> Self {
        Self { version: 1, kind: T::KIND, root, report }
    }
}

/// The JSON Schema of a report in its envelope.
pub fn schema<T: Report>() -> Schema {
    let mut schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Envelope<'_, T>>();
    schema.insert("title".to_owned(), T::KIND.into());
    if let Some(properties) = schema.pointer_mut("/properties") {
        properties["version"] = serde_json::json!({ "const": 1 });
        properties["kind"] = serde_json::json!({ "const": T::KIND });
    }
    schema
}
