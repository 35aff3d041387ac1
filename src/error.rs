//! Failures: what kind, why, what to do next. Findings are data (`model::finding`), not errors.

use std::error::Error as StdError;
use std::fmt;
use std::process::ExitCode;

/// How a run ends: the one table of exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing to report.
    Fine,
    /// Findings at or above `--deny`.
    Findings,
    /// The command line is wrong.
    Usage,
    /// The user's files or configuration are wrong.
    Input,
    /// A tool or the machine failed.
    Tool,
    /// Some hosts failed.
    HostsFailed,
    /// Paused, to be resumed.
    Paused,
    /// Only deferred hosts are left.
    Deferred,
    /// A bug in nixward.
    Bug,
}

impl Exit {
    /// Every way to end, by code.
    pub const ALL: [Self; 9] = [
        Self::Fine,
        Self::Findings,
        Self::Usage,
        Self::Input,
        Self::Tool,
        Self::HostsFailed,
        Self::Paused,
        Self::Deferred,
        Self::Bug,
    ];

    /// The number the shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Tool => 4,
            Self::HostsFailed => 5,
            Self::Paused => 6,
            Self::Deferred => 7,
            Self::Bug => 70,
        }
    }

    /// What the number means, for `--help`.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Findings => "findings at or above --deny",
            Self::Usage => "the command line is wrong",
            Self::Input => "your files or configuration are wrong",
            Self::Tool => "a tool failed (git, nix, ssh, age), or the machine did",
            Self::HostsFailed => "some hosts failed",
            Self::Paused => "paused; run again to go on",
            Self::Deferred => "only deferred hosts are left",
            Self::Bug => "a bug in nixward",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// What sort of failure this is; decides heading and exit code.
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
    /// How a run that meets this failure ends.
    pub const fn exit(self) -> Exit {
        match self {
            Self::Usage => Exit::Usage,
            Self::Input => Exit::Input,
            Self::Tool => Exit::Tool,
            Self::Internal => Exit::Bug,
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

    /// A bug in nixward: something the code promises did not hold.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, message)
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

    /// Why it failed, outermost cause first.
    pub fn causes(&self) -> impl Iterator<Item = &(dyn StdError + 'static)> {
        std::iter::successors(StdError::source(self), |cause| (*cause).source())
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

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn all_lists_every_code_once_in_order() {
        assert!(Exit::ALL.map(Exit::code).is_sorted_by(|a, b| a < b));
    }
}
