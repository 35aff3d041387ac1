//! Plaintext where none should be: what lies beside secrets, and their values in other files.

pub mod leftovers;
pub mod needles;

use rayon::prelude::*;
use zeroize::Zeroizing;

use super::cipher::Keep;
use super::store::Store;
use super::value;
use crate::agefile::Identities;
use crate::error::Result;
use crate::model::secrets::{OnDisk, SecretMatrix, Tool};
use crate::tree::{RelPath, Tree};
use needles::Needles;

/// As much of a file as is looked at, in bytes.
const MOST: usize = 64 << 20;

/// The values of secrets.
#[derive(Default)]
pub struct Values {
    /// What to look for; by the number of the secret in the matrix.
    pub needles: Needles,
    /// How many there are.
    pub count: usize,
    /// Secrets that no key opens.
    pub unopened: Vec<String>,
    /// Secrets whose values are so short that they may stand anywhere, or too large.
    pub left_out: Vec<String>,
}

/// Opens every secret that the keys open.
pub fn values(store: &Store, matrix: &SecretMatrix, identities: &Identities) -> Result<Values> {
    let mut values = Values::default();
    for (number, secret) in matrix.secrets.iter().enumerate() {
        let OnDisk::Sealed(sealed) = &secret.disk else { continue };
        if secret.tool != Tool::Agenix {
            continue;
        }
        let mut value = Zeroizing::new(Vec::new());
        let path = store.path(&secret.file)?;
        // The size of large files is not known.
        if sealed.bytes.is_none() {
            values.left_out.push(secret.file.clone());
        } else if value::decrypt(&secret.file, &path, identities, &mut Keep(&mut value)).is_err() {
            values.unopened.push(secret.file.clone());
        } else if values.needles.add(number, &value) {
            values.count += 1;
        } else {
            values.left_out.push(secret.file.clone());
        }
    }
    Ok(values)
}

/// The value of a secret in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The secret, by its number in the matrix.
    pub secret: usize,
    /// The line of the file, from 1.
    pub line: u32,
}

impl Values {
    /// Looks through files of a tree; those that are encrypted hold no value.
    pub fn in_files<'p>(
        &self,
        tree: &Tree,
        files: &'p [RelPath],
        matrix: &SecretMatrix,
    ) -> Vec<(&'p RelPath, Hit)> {
        if self.needles.is_empty() {
            return Vec::new();
        }
        let is_sealed = |path: &RelPath| {
            let secret = matrix.secret(path.as_str());
            secret.is_some_and(|secret| matches!(secret.disk, OnDisk::Sealed(_)))
        };
        let plain = files.par_iter().filter(|path| !is_sealed(path));
        let hits = plain.flat_map_iter(|path| {
            let text = tree.read_start(path, MOST).unwrap_or_default();
            self.in_text(&text).into_iter().map(move |hit| (path, hit))
        });
        hits.collect()
    }

    /// Looks through a text.
    pub fn in_text(&self, text: &[u8]) -> Vec<Hit> {
        let line = |at| memchr::memchr_iter(b'\n', text.get(..at).unwrap_or_default()).count() + 1;
        let hit = |found: needles::Found| Hit {
            secret: found.of,
            line: u32::try_from(line(found.at)).unwrap_or(u32::MAX),
        };
        self.needles.find(text).into_iter().map(hit).collect()
    }
}
