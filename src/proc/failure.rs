//! How a child process failed.

use std::fmt;
use std::process::ExitStatus;
use std::time::Duration;

/// Why a program's answer cannot be used; the typed source of the error that [`super::Program`]
/// returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It ended with a failure.
    Status {
        /// Its exit code or signal.
        status: ExitStatus,
        /// The last lines that it wrote to stderr.
        stderr: String,
    },
    /// It did not end in time and was killed.
    TimedOut {
        /// The time it had.
        limit: Duration,
        /// The last lines that it wrote to stderr.
        stderr: String,
    },
    /// It printed more than allowed and was killed.
    TooMuchOutput {
        /// As many bytes as were allowed.
        limit: usize,
    },
    /// Whoever looked at it while it ran wanted it to end.
    Stopped,
    /// It stopped answering in the middle of a conversation.
    HungUp {
        /// The last lines that it wrote to stderr.
        stderr: String,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stderr = match self {
            Self::Status { status, stderr } => {
                write!(f, "{status}")?;
                stderr
            }
            Self::TimedOut { limit, stderr } => {
                write!(f, "it did not end within {} s and was killed", limit.as_secs_f32())?;
                stderr
            }
            Self::TooMuchOutput { limit } => {
                return write!(f, "it printed more than {limit} bytes and was killed");
            }
            Self::Stopped => return f.write_str("it was stopped"),
            Self::HungUp { stderr } => {
                f.write_str("it stopped answering")?;
                stderr
            }
        };
        if stderr.is_empty() { Ok(()) } else { write!(f, "\n{stderr}") }
    }
}

impl std::error::Error for Failure {}
