//! Which files an answer is of.

use std::collections::BTreeSet;

use super::store::Record;
use crate::proc::trace::How;
use crate::tree::RelPath;

/// What an evaluation looked at.
pub struct Reads {
    /// Files and folders, there or not.
    paths: BTreeSet<RelPath>,
    /// Folders whose names it used.
    listed: BTreeSet<RelPath>,
    /// Whether every question about a path is among them.
    complete: bool,
}

impl Reads {
    pub(super) fn of(record: &Record) -> Self {
        let is_listed = |how: How| matches!(how, How::Listed);
        let of = |listed: bool| {
            let footprint = record.footprint.iter();
            let paths = footprint.filter(move |(_, aspect)| is_listed(aspect.how()) == listed);
            paths.map(|(path, _)| path.clone()).collect()
        };
        let complete = record.names.is_none() && record.bound.is_empty();
        Self { paths: of(false), listed: of(true), complete }
    }

    /// Whether the answer may be another one where this file was changed, added or deleted.
    pub fn holds(&self, file: &RelPath) -> bool {
        self.paths.contains(file) || file.parent().is_some_and(|it| self.listed.contains(&it))
    }

    /// Whether only files that [`holds`](Self::holds) is true of can have changed the answer.
    pub fn is_complete(&self) -> bool {
        self.complete
    }
}
