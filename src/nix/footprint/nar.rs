//! The NAR serialisation of a tree: what Nix hashes to name a source.
//!
//! Source: Nix manual, "Nix Archive (NAR) format".

use sha2::{Digest, Sha256};

/// Hashes a NAR as it is written.
pub(super) struct Nar(Sha256);

impl Nar {
    pub(super) fn new() -> Self {
        let mut nar = Self(Sha256::new());
        nar.text(b"nix-archive-1");
        nar
    }

    /// Length, bytes, and zeros up to the next multiple of eight.
    fn text(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        let padding = bytes.len().next_multiple_of(8) - bytes.len();
        self.0.update(&[0; 8][..padding]);
    }

    fn texts(&mut self, texts: &[&str]) {
        for text in texts {
            self.text(text.as_bytes());
        }
    }

    pub(super) fn file(&mut self, executable: bool, content: &[u8]) {
        self.texts(&["(", "type", "regular"]);
        if executable {
            self.texts(&["executable", ""]);
        }
        self.texts(&["contents"]);
        self.text(content);
        self.texts(&[")"]);
    }

    pub(super) fn link(&mut self, target: &str) {
        self.texts(&["(", "type", "symlink", "target", target, ")"]);
    }

    pub(super) fn begin_folder(&mut self) {
        self.texts(&["(", "type", "directory"]);
    }

    /// Begins an entry of the folder; its node comes next, and then [`Self::end_entry`].
    pub(super) fn begin_entry(&mut self, name: &str) {
        self.texts(&["entry", "(", "name", name, "node"]);
    }

    pub(super) fn end_entry(&mut self) {
        self.texts(&[")"]);
    }

    pub(super) fn end_folder(&mut self) {
        self.texts(&[")"]);
    }

    pub(super) fn digest(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}
