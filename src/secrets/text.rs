//! A file of rules that changes together with secrets.

use std::path::PathBuf;

use super::cipher;
use super::store::{Replacement, digest_of};
use crate::error::Result;

/// Such a file.
pub struct Text<'a> {
    /// Where it lies.
    pub path: PathBuf,
    /// What it must still hold.
    pub before: &'a [u8],
    /// What it will hold.
    pub after: &'a [u8],
}

impl Text<'_> {
    /// As a part of a change.
    pub(super) fn ready(&self) -> Result<Replacement> {
        let ready = cipher::public(&self.path, self.after)?;
        Ok(Replacement { ready, before: Some(digest_of(self.before)) })
    }
}
