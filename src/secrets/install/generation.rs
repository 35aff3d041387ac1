//! Generations of opened secrets: numbered folders beside each other, and a link to the one in use.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use super::manifest::{Manifest, OWN};
use crate::error::{Error, Result};
use crate::fsx;
use crate::secrets::store::digest_of;

/// Permissions of the folders: whoever knows a name may enter.
pub(super) const FOLDER: u32 = 0o751;

/// In a generation, which manifest it is of.
const OF: &str = ".nixward-manifest";

/// Where generations of a manifest lie.
pub(super) struct Place<'a> {
    manifest: &'a Manifest,
    /// The hash of the manifest's text.
    hash: String,
}

impl<'a> Place<'a> {
    /// Makes the place ready, and removes what killed runs left there. `text` is the manifest's.
    pub(super) fn prepare(manifest: &'a Manifest, text: &[u8]) -> Result<(Self, fsx::Lock)> {
        let folder = &manifest.mount_point;
        fsx::create_folder(folder)?;
        if manifest.in_memory {
            fsx::mount_memory(folder, FOLDER)?;
        }
        let lock = folder.join(format!("{OWN}lock"));
        let lock = fsx::Lock::wait(&lock, "the secrets of this host", "install", super::PATIENCE)?;
        for entry in fsx::list(folder)? {
            let name = entry.file_name();
            if name.to_string_lossy().starts_with(&format!("{OWN}new-")) {
                fsx::remove_folder(&entry.path())?;
            }
        }
        fsx::give_folder(folder, FOLDER, None)?;
        Ok((Self { manifest, hash: HEXLOWER.encode(&digest_of(text)) }, lock))
    }

    /// The generation in use; none where there is none.
    pub(super) fn current(&self) -> Result<Option<PathBuf>> {
        match fsx::lstat(&self.manifest.link)? {
            Some(metadata) if metadata.is_symlink() => {
                let folder = fsx::read_link(&self.manifest.link)?;
                Ok(fsx::stat(&folder)?.is_some_and(|found| found.is_dir()).then_some(folder))
            }
            _ => Ok(None),
        }
    }

    /// Whether a generation is of this very manifest.
    pub(super) fn is_of_this(&self, generation: &Path) -> bool {
        fsx::read(&generation.join(OF)).is_ok_and(|hash| hash == self.hash.as_bytes())
    }

    /// Begins a generation, which nobody sees yet.
    pub(super) fn begin(&self) -> Result<PathBuf> {
        self.check_link()?;
        let new = self.manifest.mount_point.join(format!("{OWN}new-{}", std::process::id()));
        fsx::create_folder(&new)?;
        fsx::give_folder(&new, 0o700, None)?;
        Ok(new)
    }

    /// Nothing but a link, or nothing, may be where the link is to be.
    fn check_link(&self) -> Result<()> {
        let link = &self.manifest.link;
        let Some(found) = fsx::lstat(link)? else { return Ok(()) };
        if found.is_symlink() || (found.is_dir() && fsx::list(link)?.is_empty()) {
            return Ok(());
        }
        Err(Error::input(format!("{} is in the way: it is no link", link.display()))
            .hint("nothing was changed; move it away and activate again"))
    }

    /// Ends a generation: it gets its number. `group` is that of the folders.
    pub(super) fn finish(&self, new: &Path, group: Option<u32>) -> Result<PathBuf> {
        fsx::write_private(&new.join(OF), self.hash.as_bytes())?;
        for folder in fsx::folders(new)? {
            fsx::give_folder(&folder, FOLDER, group)?;
        }
        fsx::give_folder(&self.manifest.mount_point, FOLDER, group)?;
        let number = self.numbers()?.into_iter().max().unwrap_or(0) + 1;
        let folder = self.manifest.mount_point.join(number.to_string());
        fsx::rename(new, &folder)?;
        Ok(folder)
    }

    /// Puts a generation into use.
    pub(super) fn switch(&self, generation: &Path) -> Result<()> {
        let link = &self.manifest.link;
        if fsx::lstat(link)?.is_some_and(|found| found.is_dir()) {
            fsx::remove_empty_folder(link)?;
        }
        if let Some(folder) = link.parent() {
            fsx::create_folder(folder)?;
        }
        fsx::symlink(generation, link)
    }

    /// Removes generations beyond those that are kept beside the one in use.
    pub(super) fn prune(&self, in_use: &Path) -> Result<()> {
        let mut others = self.numbers()?;
        others.retain(|number| !in_use.ends_with(number.to_string()));
        others.sort_unstable();
        let surplus = others.len().saturating_sub(self.manifest.keep);
        for number in others.into_iter().take(surplus) {
            fsx::remove_folder(&self.manifest.mount_point.join(number.to_string()))?;
        }
        Ok(())
    }

    fn numbers(&self) -> Result<Vec<u64>> {
        let entries = fsx::list(&self.manifest.mount_point)?;
        let names = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
        Ok(names.filter_map(|name| name.parse().ok()).collect())
    }
}
