//! What is rendered, by area.

use super::fleet::{Request, eject};
use super::{File, logging, monitoring};
use crate::error::Result;

/// A part of what is rendered, chosen on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Metrics, alerts and dashboards.
    Monitoring,
    /// Logs.
    Logging,
}

impl Area {
    /// All areas, in order.
    pub const ALL: [Self; 2] = [Self::Monitoring, Self::Logging];

    /// Its word on the command line, and the folder of its files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Monitoring => "monitoring",
            Self::Logging => "logging",
        }
    }

    /// The area of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.word() == word)
    }

    /// Whether a file, by its path in the folder of rendered files, belongs to it.
    pub fn holds(self, path: &str) -> bool {
        path.split_once('/').is_some_and(|(folder, _)| folder == self.word())
            || eject::holds(self, path)
    }

    /// The files of the area that belong to no host alone.
    pub(super) fn files(self, request: &Request<'_>) -> Result<Vec<File>> {
        match self {
            Self::Monitoring => monitoring::files(request),
            Self::Logging => logging::files(request),
        }
    }
}
