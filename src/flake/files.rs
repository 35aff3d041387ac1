//! The Nix files of a tree, each read and parsed at most once by whoever keeps it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::syntax::{self, hir::Hir};
use crate::tree::{RelPath, Tree};

/// A parsed file; cheap to clone.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// Its bytes.
    pub text: Arc<[u8]>,
    /// What they mean.
    pub hir: Arc<Hir>,
}

/// A tree with the parsed files that were worth keeping.
pub struct Files {
    tree: Tree,
    kept: Mutex<HashMap<RelPath, Parsed>>,
}

impl Files {
    /// Over a tree, with nothing kept yet.
    pub fn new(tree: Tree) -> Self {
        Self { tree, kept: Mutex::default() }
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The file at a path, kept for the next one who asks: for files that evaluation reaches.
    pub fn get(&self, path: &RelPath) -> Result<Parsed> {
        let parsed = self.pass(path)?;
        self.lock().insert(path.clone(), parsed.clone());
        Ok(parsed)
    }

    /// The file at a path, not kept: for a pass over all files of a large tree.
    pub fn pass(&self, path: &RelPath) -> Result<Parsed> {
        if let Some(kept) = self.lock().get(path) {
            return Ok(kept.clone());
        }
        let text = self.tree.read(path)?;
        let hir = syntax::parse(&text);
        Ok(Parsed { text: text.into(), hir: Arc::new(hir) })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RelPath, Parsed>> {
        // A panic elsewhere cannot leave the map half changed.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
