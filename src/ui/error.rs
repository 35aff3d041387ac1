//! How failures look: heading by kind, causes, next steps.

use std::panic::PanicHookInfo;

use anstyle::{AnsiColor, Style};

use super::{Color, Ui, harmless};
use crate::error::{Error, Kind};

const HEADING: Style = AnsiColor::BrightRed.on_default().bold();
const LABEL: Style = Style::new().bold();

impl Ui {
    /// Prints a failure to stderr.
    pub fn error(&self, error: &Error) {
        self.alert(&render(error));
    }
}

fn render(error: &Error) -> String {
    let heading = line(HEADING, heading(error.kind), &error.message);
    let causes = error.causes().map(|cause| line(LABEL, "  caused by", &cause.to_string()));
    let hints = error.hints.iter().map(|hint| line(LABEL, "  help", hint));
    std::iter::once(heading).chain(causes).chain(hints).collect::<Vec<_>>().join("\n")
}

/// `label: text`, the text made harmless to terminals and set in as far as its label.
fn line(style: Style, label: &str, text: &str) -> String {
    let indent = label.len() - label.trim_start().len() + 2;
    let text: Vec<_> = text.trim_end().lines().map(harmless).collect();
    format!("{style}{label}{style:#}: {}", text.join(&format!("\n{:indent$}", "")))
}

const fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Usage | Kind::Input => "error",
        Kind::Tool => "failed",
        Kind::Internal => "bug in nixward",
    }
}

/// Makes a panic speak to the user instead of to a developer.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        Ui::standard(Color::Auto, false).error(&bug(panic));
    }));
}

fn bug(panic: &PanicHookInfo<'_>) -> Error {
    let payload = panic.payload();
    let what = payload.downcast_ref::<&str>().copied();
    let what = what.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = panic.location().map_or_else(String::new, |place| format!(" ({place})"));
    Error::internal(format!("{}{place}", what.unwrap_or("panic")))
        .hint("this is a bug in nixward, not in your files: please report it with the command line")
}
