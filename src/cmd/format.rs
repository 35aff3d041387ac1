//! The output forms that verbs share.

use clap::ValueEnum;

/// `--format human|json` and `--json`, for verbs that have no other form.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct FormatArgs {
    /// How to print the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

impl FormatArgs {
    /// The form for reading.
    pub fn human() -> Self {
        Self { format: Format::Human, json: false }
    }

    /// The form asked for.
    pub fn get(self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading on a terminal
    #[default]
    Human,
    /// One JSON document, described in docs/contracts.md
    Json,
}
