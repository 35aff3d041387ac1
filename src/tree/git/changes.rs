//! What differs from a commit.

use std::collections::BTreeMap;
use std::path::Path;

use gix_index::hash::ObjectId;

use super::command::{Objects, git};
use super::repo::Repo;
use super::snapshot::commit;
use crate::error::{Error, Result};
use crate::fsx;
use crate::proc::Program;
use crate::tree::RelPath;

/// What is compared with what.
#[derive(Clone, Copy)]
pub(crate) enum Side<'a> {
    /// The files on disk that the index names.
    WorkTree,
    /// An index, or this one instead of the work tree's own.
    Index(Option<&'a Path>),
    /// A commit.
    Commit(&'a str),
}

/// Since when.
#[derive(Clone, Copy)]
pub(crate) struct Since<'a> {
    /// A commit; anything that git takes for one.
    pub(crate) revision: &'a str,
    /// Whether to begin where it and what is checked out parted.
    pub(crate) parting: bool,
    /// Whether to look into submodules.
    pub(crate) submodules: bool,
}

/// What a path was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Was {
    /// Nothing.
    Absent,
    /// A file that said this.
    Content(Vec<u8>),
    /// A submodule at this commit.
    Submodule(String),
    /// Something that nobody wanted to know.
    Something,
}

/// The paths that differ, and what they were.
pub(crate) type Changed = BTreeMap<RelPath, Was>;

/// Asks git, in one process unless something is wrong. A rename is two paths. The content of files is
/// read where it is wanted.
pub(crate) fn changed(
    top: &Path,
    since: Since<'_>,
    side: Side<'_>,
    wanted: &dyn Fn(&RelPath) -> bool,
) -> Result<Changed> {
    let mut program = diff(top, since.submodules);
    let mut arguments = Vec::new();
    match side {
        Side::WorkTree | Side::Commit(_) => {}
        Side::Index(index) => {
            arguments.push("--cached");
            if let Some(index) = index {
                program = program.env("GIT_INDEX_FILE", index);
            }
        }
    }
    let to = if let Side::Commit(commit) = side { Some(commit) } else { None };
    let ask = |merge_base: &[&str], from: &str| {
        let program = program.clone().args(&arguments).args(merge_base);
        program.args(["--end-of-options", from]).args(to).arg("--")
    };
    let first = ask(if since.parting { &["--merge-base"] } else { &[] }, since.revision);
    let mut output = first.output()?;
    if !output.status.success() {
        let from = start(top, since)?;
        let second = ask(&[], &from);
        output = second.output().and_then(|output| second.check(output))?;
    }
    let objects = Objects::of(top);
    let mut changed = Changed::new();
    for (path, old) in entries(&output.stdout)? {
        let was = match old {
            Old::Absent => Was::Absent,
            Old::Submodule(id) => Was::Submodule(id.to_string()),
            Old::File(id) if wanted(&path) => {
                Was::Content(objects.blob(&id.to_string(), path.as_str())?)
            }
            Old::File(_) | Old::Other => Was::Something,
        };
        // A conflict has several lines, of which one says what there was.
        if was != Was::Something || !changed.contains_key(&path) {
            changed.insert(path, was);
        }
    }
    Ok(changed)
}

/// `git diff`, whatever the user's configuration makes of it.
fn diff(top: &Path, submodules: bool) -> Program {
    let ignore = if submodules { "none" } else { "dirty" };
    git(top)
        .args(["diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative"])
        .args(["--no-ext-diff", "--no-textconv", "--no-color"])
        .arg(format!("--ignore-submodules={ignore}"))
}

/// The commit to begin with, the long way: where there are several, or none, git has only this to say.
fn start(top: &Path, since: Since<'_>) -> Result<String> {
    let revision = commit(top, since.revision)?;
    if !since.parting {
        return Ok(revision);
    }
    let output = git(top).args(["merge-base", &revision, "HEAD"]).output()?;
    if let Some(first) = output.text().lines().next() {
        return Ok(first.to_owned());
    }
    let error = Error::input(format!(
        "`{}` and what is checked out have no commit in common",
        since.revision
    ));
    let shallow = Repo::open(top)?.common_dir.join("shallow");
    Err(if fsx::lstat(&shallow)?.is_some() {
        error.because("this clone is shallow").hint("fetch the rest: git fetch --unshallow")
    } else {
        error.hint("see what there is: git log --oneline --graph --all")
    })
}

/// The commit where a revision and what is checked out parted.
pub(crate) fn parting(top: &Path, revision: &str) -> Result<String> {
    start(top, Since { revision, parting: true, submodules: false })
}

/// What stood at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Old {
    Absent,
    File(ObjectId),
    Submodule(ObjectId),
    Other,
}

/// Reads `git diff --raw -z`: `:OLDMODE NEWMODE OLDID NEWID STATUS`, NUL, path, NUL. Paths that are not
/// UTF-8 are left out: nobody can speak of them.
fn entries(text: &[u8]) -> Result<Vec<(RelPath, Old)>> {
    let mut parts = text.split(|&byte| byte == 0).filter(|part| !part.is_empty());
    let mut entries = Vec::new();
    while let Some(head) = parts.next() {
        let strange = || {
            Error::tool("cannot read the answer of git diff")
                .because(format!("it has: {}", String::from_utf8_lossy(head)))
        };
        let path = parts.next().ok_or_else(strange)?;
        let old = str::from_utf8(head).ok().and_then(old).ok_or_else(strange)?;
        if let Some(path) = str::from_utf8(path).ok().and_then(RelPath::new) {
            entries.push((path, old));
        }
    }
    Ok(entries)
}

fn old(head: &str) -> Option<Old> {
    let mut words = head.strip_prefix(':')?.split(' ');
    let mode = words.next()?;
    let id = ObjectId::from_hex(words.nth(1)?.as_bytes()).ok()?;
    let status = words.nth(1)?;
    Some(match mode {
        // Nothing but a conflict is told.
        _ if status.starts_with('U') => Old::Other,
        "000000" => Old::Absent,
        "160000" => Old::Submodule(id),
        mode if mode.starts_with("100") => Old::File(id),
        _ => Old::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_is_read() {
        let id = "1234567890123456789012345678901234567890";
        let none = "0".repeat(40);
        let text = format!(
            ":100644 100644 {id} {none} M\0a b.nix\0:000000 100644 {none} {id} A\0new\0\
             :120000 000000 {id} {none} D\0link\0:160000 160000 {id} {none} M\0sub\0\
             :000000 000000 {none} {none} U\0both\0"
        );
        let id = ObjectId::from_hex(id.as_bytes()).unwrap();
        let found = entries(text.as_bytes()).unwrap();
        let found: Vec<(&str, Old)> =
            found.iter().map(|(path, old)| (path.as_str(), *old)).collect();
        assert_eq!(
            found,
            [
                ("a b.nix", Old::File(id)),
                ("new", Old::Absent),
                ("link", Old::Other),
                ("sub", Old::Submodule(id)),
                ("both", Old::Other),
            ]
        );
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_refused() {
        for text in ["x", ":100644\0a\0", ":100644 100644 zz 00 M\0a\0", ":100644 100644 00"] {
            assert!(entries(text.as_bytes()).is_err(), "{text}");
        }
    }
}
