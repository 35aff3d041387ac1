//! The names of one file, each stored once.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::syntax::globals;
use crate::syntax::hir::{Hir, NameId, Run};

/// Finds the [`NameId`] of bytes; the bytes themselves lie in the [`Hir`].
#[derive(Default)]
pub struct Names {
    table: HashTable<u32>,
    globals: Vec<Option<bool>>,
}

impl Names {
    /// The id of `name`, made on first sight.
    pub fn intern(&mut self, hir: &mut Hir, name: &[u8]) -> NameId {
        let (names, bytes) = (&hir.names, &hir.bytes);
        let known = |id: &u32| names.get(*id as usize).and_then(|run| bytes.get(run.range()));
        let found = self.table.entry(
            hash(name),
            |id| known(id) == Some(name),
            |id| hash(known(id).unwrap_or_default()),
        );
        let id = match found {
            hashbrown::hash_table::Entry::Occupied(entry) => return NameId(*entry.get()),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let id = position(names.len());
                entry.insert(id);
                id
            }
        };
        let start = position(hir.bytes.len());
        hir.bytes.extend_from_slice(name);
        hir.names.push(Run { start, end: position(hir.bytes.len()) });
        self.globals.push(None);
        NameId(id)
    }

    /// Whether the global scope binds `name`.
    pub fn is_global(&mut self, hir: &Hir, name: NameId) -> bool {
        let answer = || globals::is_global(hir.name(name));
        self.globals.get_mut(name.index()).is_some_and(|known| *known.get_or_insert_with(answer))
    }
}

fn hash(name: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(name);
    hasher.finish()
}

/// A table position: files are far smaller than 4 GiB (`syntax::MAX_BYTES`), so it always fits.
pub fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
