//! Whether a work tree is as its index has it, told as git tells it, by `stat(2)` alone; and which
//! commit is checked out, read where git keeps it. Both say nothing rather than something that git
//! might not say.
//!
//! Formats: gitformat-index(5), gitrepository-layout(5), git-pack-refs(1); the trap of files that
//! changed just before the index was written: git's `Documentation/technical/racy-git.adoc`.

use std::path::Path;

use super::index::{self, Compared, Staged, What};
use super::repo::Repo;
use crate::error::Result;
use crate::fsx;
use crate::tree::EntryKind;

/// Nanoseconds before the writing of an index within which a file may have changed unseen: more than
/// a tick of the kernel's clock.
const TICK: u32 = 100_000_000;
/// The same in seconds, for file systems whose times have no nanoseconds.
const COARSE_TICK: i64 = 2;

/// The commit and the index of a work tree in which every file is as the index has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tree) struct Standing {
    /// What is checked out, by its full name.
    pub(in crate::tree) commit: String,
    /// The checksum of the index, in hexadecimal.
    pub(in crate::tree) index: String,
}

impl Standing {
    /// As text, without a newline.
    pub(in crate::tree) fn line(&self) -> String {
        format!("{} {}", self.commit, self.index)
    }
}

/// Whether the index is still the one that was looked at.
pub(in crate::tree) fn is_index(top: &Path, standing: &Standing) -> Result<bool> {
    let repo = Repo::open(top)?;
    let now = index::read(&repo, &repo.index_file())?;
    let checksum = now.checksum.map(|checksum| checksum.to_string());
    Ok(checksum.as_ref() == Some(&standing.index))
}

/// Whether git would take the content of a file for the staged one without reading it. `written` is
/// when the index was, in seconds and nanoseconds.
pub(super) fn is_as_staged(
    staged: &Staged,
    kind: EntryKind,
    found: Compared,
    written: (i64, u32),
) -> bool {
    let is_kind = match (staged.what, kind) {
        (What::File { executable }, EntryKind::File { executable: now }) => executable == now,
        (What::Symlink, EntryKind::Symlink) => true,
        _ => false,
    };
    is_kind && staged.compared == Some(found) && !is_racy(found.modified, written)
}

fn is_racy((seconds, nanos): (u32, u32), (written, written_nanos): (i64, u32)) -> bool {
    let since = written - i64::from(seconds);
    if nanos == 0 || written_nanos == 0 {
        return since <= COARSE_TICK;
    }
    let since = since.saturating_mul(1_000_000_000) + i64::from(written_nanos) - i64::from(nanos);
    since <= i64::from(TICK)
}

/// The commit that is checked out; none where it is told in a way that only git itself should follow.
pub(super) fn head(repo: &Repo) -> Result<Option<String>> {
    let Some(head) = line(&repo.git_dir.join("HEAD"))? else { return Ok(None) };
    let Some(name) = head.strip_prefix("ref: ") else { return Ok(full_name(&head)) };
    // Branches are shared by all work trees of a repository; other names may not be.
    let is_branch = name.starts_with("refs/heads/") && !name.split('/').any(|part| part == "..");
    if !is_branch {
        return Ok(None);
    }
    if let Some(text) = line(&repo.common_dir.join(name))? {
        return Ok(full_name(&text));
    }
    let Some(packed) = text(&repo.common_dir.join("packed-refs"))? else { return Ok(None) };
    let mut refs = packed.lines().filter_map(|line| line.split_once(' '));
    Ok(refs.find(|(_, packed)| *packed == name).and_then(|(commit, _)| full_name(commit)))
}

fn line(file: &Path) -> Result<Option<String>> {
    Ok(text(file)?.map(|text| text.trim_end().to_owned()))
}

fn text(file: &Path) -> Result<Option<String>> {
    match fsx::stat(file)? {
        Some(metadata) if metadata.is_file() => fsx::read_text(file).map(Some),
        _ => Ok(None),
    }
}

fn full_name(text: &str) -> Option<String> {
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && matches!(text.len(), 40 | 64)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_racy;

    #[test]
    fn what_changed_just_before_the_index_was_written_is_racy() {
        for (modified, written, racy) in [
            ((100, 5), (100, 6), true),
            ((100, 5), (99, 900), true),
            ((100, 5), (100, 100_000_005), true),
            ((100, 5), (100, 100_000_006), false),
            ((100, 999_999_999), (101, 5), true),
            ((100, 999_999_999), (102, 5), false),
            ((100, 0), (102, 5), true),
            ((100, 0), (103, 5), false),
            ((100, 5), (102, 0), true),
        ] {
            assert_eq!(is_racy(modified, written), racy, "{modified:?} {written:?}");
        }
    }
}
