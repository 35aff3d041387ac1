//! Failures: what kind, why, what to do next. Findings are data (`model::finding`), not errors.

use std::error::Error as StdError;
use std::fmt;

/// What sort of failure this is; decides heading and exit code.
///
/// Beside these, a run ends with 0 (fine), 1 (findings at or above `--deny`), 5 (some hosts
/// failed), 6 (paused) or 7 (only deferred hosts left).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The command line is wrong.
    Usage,
    /// The user's files or configuration are wrong.
    Input,
    /// A tool that nixward runs failed (nix, git, ssh, age), or the machine did.
    Tool,
    /// A bug in nixward.
    Internal,
}

impl Kind {
    /// The exit code of a run that ends with this kind of failure.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::Input => 3,
            Self::Tool => 4,
            Self::Internal => 70,
        }
    }
}

/// A failure with its cause and the next steps.
#[derive(Debug)]
pub struct Error {
    /// Decides heading and exit code.
    pub kind: Kind,
    /// One sentence: what could not be done.
    pub message: String,
    /// Why, innermost last.
    pub source: Option<Box<dyn StdError + Send + Sync>>,
    /// What the user can do, each a sentence or a command.
    pub hints: Vec<String>,
}

/// The result of anything that can fail in this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A failure of the given kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None, hints: Vec::new() }
    }

    /// The user's files or configuration are wrong.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A tool or the machine failed.
    pub fn tool(message: impl Into<String>) -> Self {
        Self::new(Kind::Tool, message)
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
