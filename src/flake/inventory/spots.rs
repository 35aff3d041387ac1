//! Where the keys of an inventory stand, so that whatever is said of a value can point at it.

use std::collections::BTreeMap;

use super::Step;
use crate::syntax::hir::Span;
use crate::tree::RelPath;

/// Where a key stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The inventory or a file that it imports.
    pub file: RelPath,
    /// From 1.
    pub line: u32,
    /// The name of the key.
    pub span: Span,
}

/// Where the keys of a value stand, the whole way down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spots {
    pub(super) here: Option<Spot>,
    pub(super) keys: BTreeMap<String, Spots>,
    pub(super) items: Vec<Spots>,
}

impl Spots {
    /// Where a value stands, or else the nearest one around it: items of lists have no name, and
    /// keys that are computed stand nowhere.
    pub fn find<'a>(&self, steps: impl IntoIterator<Item = &'a Step>) -> Option<&Spot> {
        let (mut here, mut found) = (self, self.here.as_ref());
        for step in steps {
            let next = match step {
                Step::Key(key) => here.keys.get(key),
                Step::Index(index) => here.items.get(*index),
            };
            let Some(next) = next else { break };
            found = next.here.as_ref().or(found);
            here = next;
        }
        found
    }
}
