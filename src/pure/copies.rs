//! Files and folders that Nix copies to the store where a path is interpolated into a string.
//!
//! The copy's path depends on its content and is not computed here. Where the caller wants it, a
//! path stands for it that no real one is equal to; below it lies what was copied.

use std::rc::Rc;

use super::Evaluator;
use super::path::PathData;
use super::value::{RootId, Unknown};
use crate::tree::RelPath;

/// Digits and letters of a store path's hash.
const HASH: usize = 32;

/// Whether an absolute path lies below a store path that only stands for another, and that no tree
/// has: Nix has nothing there, as the name of a store path is never just the beginning of one.
pub(in crate::pure) fn is_stand_in(absolute: &RelPath) -> bool {
    let mut parts = absolute.parts();
    let store = parts.next() == Some("nix") && parts.next() == Some("store");
    let hash = parts.next().and_then(|name| name.split('-').next());
    store && hash.is_some_and(|hash| hash.len() == HASH && hash.contains('e'))
}

/// The copies made so far.
#[derive(Default)]
pub(in crate::pure) struct Copies(Vec<(RelPath, PathData)>);

impl Copies {
    /// What was copied to where an absolute path, without its first slash, lies.
    pub(in crate::pure) fn original(&self, absolute: &RelPath) -> Option<PathData> {
        self.0.iter().find_map(|(copy, original)| {
            let inner = absolute.strip_prefix(copy)?;
            let rel = if inner.is_root() {
                original.rel.clone()
            } else {
                original.rel.join(inner.as_str())?
            };
            Some(PathData { root: original.root, rel })
        })
    }
}

impl Evaluator {
    /// The store path of a path's copy.
    pub(in crate::pure) fn copy_text(&mut self, path: &PathData) -> Result<Rc<[u8]>, Unknown> {
        let known = self.copies.0.iter().find(|(_, original)| original == path);
        let copy = known.map(|(copy, _)| copy.clone()).or_else(|| self.add_copy(path));
        let text = copy.map(|copy| ["/", copy.as_str()].concat().into_bytes().into());
        text.ok_or_else(|| {
            let reason = format!("the store path of {}", self.describe_path(path));
            self.unknown_cause(reason, None)
        })
    }

    fn add_copy(&mut self, path: &PathData) -> Option<RelPath> {
        if !self.options.stand_ins || path.root == RootId::ABSOLUTE {
            return None;
        }
        let absolute = self.path_text(path).ok()?;
        let absolute = std::str::from_utf8(&absolute).ok()?;
        let (_, name) = absolute.rsplit_once('/')?;
        // No real hash has an `e`.
        let copy = format!("nix/store/{:e>HASH$}-{name}", self.copies.0.len());
        let copy = RelPath::new(&copy)?;
        self.copies.0.push((copy.clone(), path.clone()));
        Some(copy)
    }
}
