//! Names of contents.

use sha2::{Digest, Sha256};

/// Names a content: files with the same id hold the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId([u8; ContentId::BYTES]);

impl ContentId {
    /// How long an id is: who named it, and a digest, filled up with zeros.
    pub const BYTES: usize = 33;

    /// Of these bytes.
    pub fn of(content: &[u8]) -> Self {
        Self::new(0, &Sha256::digest(content))
    }

    /// By the name that git has for a blob, of either length; none for anything else.
    pub(in crate::tree) fn of_blob(id: &[u8]) -> Option<Self> {
        matches!(id.len(), 20 | 32).then(|| Self::new(1, id))
    }

    /// As it was written.
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// For writing.
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    fn new(namer: u8, digest: &[u8]) -> Self {
        let mut id = [0; Self::BYTES];
        id[0] = namer;
        for (to, from) in id[1..].iter_mut().zip(digest) {
            *to = *from;
        }
        Self(id)
    }
}
