//! Where the parts of a repository lie.
//!
//! Format: gitrepository-layout(5). `.git` is a folder, or in linked work trees and submodules a
//! file `gitdir: PATH`; a linked work tree's folder names the shared one in `commondir`.

use std::path::{Path, PathBuf};

use gix_index::hash::Kind as HashKind;

use crate::error::{Error, Result};
use crate::fsx;
use crate::tree::RelPath;

/// A repository with a work tree.
pub(crate) struct Repo {
    /// The top level of the work tree.
    pub(crate) top: PathBuf,
    /// What belongs to this work tree: index, HEAD.
    pub(crate) git_dir: PathBuf,
    /// What all its work trees share: objects, config, info.
    pub(crate) common_dir: PathBuf,
    /// The hash that names its objects. Nix (2.34) reads SHA-1 repositories only; what it would
    /// see otherwise can be told all the same.
    pub(crate) hash: HashKind,
}

impl Repo {
    /// The repository whose work tree has its top level at `top`.
    pub(crate) fn open(top: &Path) -> Result<Self> {
        let git_dir = git_dir(top)?;
        if fsx::lstat(&git_dir.join("HEAD"))?.is_none() {
            let message = format!("{} is not a git repository", git_dir.display());
            return Err(Error::input(message)
                .because("it has no HEAD")
                .hint(format!("repair it, or remove {}", top.join(".git").display())));
        }
        let common_dir = common_dir(&git_dir)?;
        let hash = object_hash(&common_dir.join("config"))?;
        Ok(Self { top: top.to_path_buf(), git_dir, common_dir, hash })
    }

    /// The index of this work tree.
    pub(crate) fn index_file(&self) -> PathBuf {
        self.git_dir.join("index")
    }
}

fn git_dir(top: &Path) -> Result<PathBuf> {
    let dot_git = top.join(".git");
    match fsx::stat(&dot_git)? {
        Some(metadata) if metadata.is_dir() => Ok(dot_git),
        Some(_) => {
            let text = fsx::read_text(&dot_git)?;
            let target = text.strip_prefix("gitdir:").map(str::trim).ok_or_else(|| {
                Error::input(format!("{} does not name a git folder", dot_git.display()))
                    .because("its first line is not `gitdir: PATH`")
            })?;
            Ok(top.join(target))
        }
        None => Err(Error::input(format!("{} has no .git", top.display()))),
    }
}

fn common_dir(git_dir: &Path) -> Result<PathBuf> {
    let file = git_dir.join("commondir");
    match fsx::lstat(&file)? {
        Some(_) => Ok(git_dir.join(fsx::read_text(&file)?.trim())),
        None => Ok(git_dir.to_path_buf()),
    }
}

/// Reads `extensions.objectFormat`. Git itself writes this key and the paths of `.gitmodules`, each
/// on its own line, so neither needs the rest of git's configuration language.
fn object_hash(config: &Path) -> Result<HashKind> {
    if fsx::lstat(config)?.is_none() {
        return Ok(HashKind::Sha1);
    }
    let bytes = fsx::read(config)?;
    let text = String::from_utf8_lossy(&bytes);
    match object_format(&text) {
        None => Ok(HashKind::Sha1),
        Some(name) if name.eq_ignore_ascii_case("sha1") => Ok(HashKind::Sha1),
        Some(name) if name.eq_ignore_ascii_case("sha256") => Ok(HashKind::Sha256),
        Some(name) => {
            let message = format!("{} names objects by {name}", config.display());
            Err(Error::input(message).because("only sha1 and sha256 are known"))
        }
    }
}

fn object_format(config: &str) -> Option<&str> {
    settings(config)
        .filter(|(section, key, _)| {
            section.eq_ignore_ascii_case("extensions") && key.eq_ignore_ascii_case("objectformat")
        })
        .map(|(_, _, value)| value)
        .last()
}

/// The paths that a `.gitmodules` file names, as far as they lie inside.
pub(crate) fn submodule_paths(gitmodules: &str) -> impl Iterator<Item = RelPath> {
    settings(gitmodules)
        .filter(|(section, key, _)| {
            section.split(' ').next().is_some_and(|word| word.eq_ignore_ascii_case("submodule"))
                && key.eq_ignore_ascii_case("path")
        })
        .filter_map(|(_, _, value)| RelPath::new(value))
        .filter(|path| !path.is_root())
}

/// Section, key and value of each plain line of a file in git's configuration language.
fn settings(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut section = "";
    text.lines().map(str::trim).filter_map(move |line| {
        if let Some(header) = line.strip_prefix('[') {
            section = header.split(']').next().unwrap_or(header);
            return None;
        }
        let (key, value) = line.split_once('=')?;
        Some((section, key.trim(), value.trim().trim_matches('"')))
    })
}

#[cfg(test)]
mod tests {
    use super::{object_format, submodule_paths};

    #[test]
    fn object_format_is_read_from_its_section_only() {
        let config = "[core]\n\tobjectformat = no\n[Extensions]\n\tobjectFormat = sha256\n";
        assert_eq!(object_format(config), Some("sha256"));
        assert_eq!(object_format("[core]\n\tbare = false\n"), None);
    }

    #[test]
    fn submodule_paths_are_read() {
        let text = "[submodule \"a b\"]\n\tpath = libs/a b\n\turl = ../x\n[x]\npath = no\n";
        let paths: Vec<_> = submodule_paths(text).map(|path| path.to_string()).collect();
        assert_eq!(paths, ["libs/a b"]);
    }
}
