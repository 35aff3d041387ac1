//! The only place that prints. Results go to stdout, everything else to stderr; nothing here
//! decides what is said, only how it looks.

mod ask;
mod diagnostic;
mod diff;
mod error;
mod github;
mod gitlab;
mod impact;
mod json;
mod junit;
mod progress;
mod sarif;
mod stream;
mod summary;
mod table;
mod trace;

use std::io::Write;
use std::sync::Mutex;

pub use ask::{Terminal, raw_stdout};
pub use error::report_panics;
pub use stream::Color;
pub use table::Table;
pub use trace::trace_to_stderr;

use crate::error::{Error, Result};
use stream::Stream;

/// The two streams of a run. Safe to share between threads; each call prints as a whole.
pub struct Ui {
    out: Mutex<Stream>,
    err: Mutex<Stream>,
    quiet: bool,
}

impl Ui {
    /// Prints to the process's own streams.
    pub fn standard(color: Color, quiet: bool) -> Self {
        Self::over(stream::stdout(color), stream::stderr(color), quiet)
    }

    fn over(out: Stream, err: Stream, quiet: bool) -> Self {
        Self { out: Mutex::new(out), err: Mutex::new(err), quiet }
    }

    /// Prints a result (text as it is, colour codes allowed) to stdout.
    pub fn print(&self, text: &str) -> Result<()> {
        write(&self.out, text)
            .map_err(|error| Error::tool("cannot write to standard output").because(error))
    }

    /// Prints results to stdout, one a line.
    pub fn lines<'a>(&self, lines: impl IntoIterator<Item = &'a str>) -> Result<()> {
        self.print(&lines.into_iter().map(|line| harmless(line) + "\n").collect::<String>())
    }

    /// Prints what is no result to stderr, unless `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Prints text of the user's to stderr, `--quiet` or not.
    pub fn warn(&self, text: &str) {
        let lines: Vec<_> = text.lines().map(harmless).collect();
        self.alert(&lines.join("\n"));
    }

    /// Prints to stderr, `--quiet` or not, colour codes allowed. Where stderr is gone there is no
    /// one to tell.
    pub fn alert(&self, text: &str) {
        let _ = write(&self.err, &format!("{}\n", text.trim_end()));
    }
}

/// Text of the user's on one line, unable to steer a terminal.
fn harmless(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(text).replace('\n', "␊")
}

fn write(stream: &Mutex<Stream>, text: &str) -> std::io::Result<()> {
    // A panic while printing leaves at worst half a line behind; that must not silence the rest.
    let mut stream = stream.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    stream.write_all(text.as_bytes())?;
    stream.flush()
}

#[cfg(test)]
mod tests;
