//! docs/contracts.md: the JSON Schema of every report.

use crate::model::report::{
    CheckReport, FactsReport, FilesReport, GraphReport, HostsReport, ImpactReport,
    OptionsCheckReport, OptionsShowReport, OptionsUpdateReport, RenderReport, Report,
    SecretsBootstrapReport, SecretsCheckReport, SecretsDueReport, SecretsListReport,
    SecretsPruneReport, SecretsReadableByReport, SecretsRekeyReport, SecretsReport,
    SecretsRotateReport, SecretsScanReport, SecretsShowReport, SecretsWhoReport, StatusReport,
    schema,
};
const HEAD: &str = "\
# Machine output

Every verb that reports something has `--format json` (`--json`). It prints one document to stdout,
always in the envelope `{\"version\": 1, \"kind\": \"check\", \"root\": \"/path\", ...}`; messages stay on
stderr, and the exit code is the same as without.

Within a version fields are added, never renamed, removed or given another meaning. Paths are
relative to `root`. A host is named by its attribute name in the flake.

Made from the types (`nixward docs contracts`); a test keeps it equal.
";

pub(super) fn page() -> String {
    [
        HEAD.to_owned(),
        section::<HostsReport>(),
        section::<FilesReport>(),
        section::<GraphReport>(),
        section::<CheckReport>(),
        section::<FactsReport>(),
        section::<ImpactReport>(),
        section::<OptionsShowReport>(),
        section::<OptionsCheckReport>(),
        section::<OptionsUpdateReport>(),
        section::<RenderReport>(),
        section::<SecretsListReport>(),
        section::<SecretsShowReport>(),
        section::<SecretsWhoReport>(),
        section::<SecretsReadableByReport>(),
        section::<SecretsCheckReport>(),
        section::<SecretsRekeyReport>(),
        section::<SecretsDueReport>(),
        section::<SecretsReport>(),
        section::<SecretsRotateReport>(),
        section::<SecretsBootstrapReport>(),
        section::<SecretsScanReport>(),
        section::<SecretsPruneReport>(),
        section::<StatusReport>(),
    ]
    .join("\n")
}

fn section<T: Report>() -> String {
    format!(
        "## nixward {} --format json\n\n```json\n{:#}\n```\n",
        T::KIND,
        schema::<T>().as_value()
    )
}
