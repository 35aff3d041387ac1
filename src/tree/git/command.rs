//! Asking the `git` program for what is not worth reading in-process.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::fsx::READ_LIMIT;
use crate::proc::{Program, Talk};

/// `git`, run in a work tree. It never asks for anything and never writes.
pub(crate) fn git(top: &Path) -> Program {
    Program::new("git")
        .folder(top)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .missing_hint("install git; nixward needs it for revisions and staged content")
}

/// The objects of a repository, read through one `git cat-file --batch` that starts when the
/// first one is wanted.
pub(crate) struct Objects {
    program: Program,
    talk: Mutex<Option<Talk>>,
}

impl Objects {
    pub(crate) fn of(top: &Path) -> Self {
        Self { program: git(top).args(["cat-file", "--batch"]), talk: Mutex::default() }
    }

    /// The content of a blob; `name` is for messages.
    pub(crate) fn blob(&self, id: &str, name: &str) -> Result<Vec<u8>> {
        let mut slot = self.talk.lock().unwrap_or_else(PoisonError::into_inner);
        let talk = match &mut *slot {
            Some(talk) => talk,
            none => none.insert(self.program.talk()?),
        };
        let answer = ask(talk, id, name);
        if answer.is_err() {
            // What it says next may belong to this question: begin anew.
            *slot = None;
        }
        answer
    }
}

/// One question of the batch protocol, described in git-cat-file(1).
fn ask(talk: &mut Talk, id: &str, name: &str) -> Result<Vec<u8>> {
    talk.send(format!("{id}\n").as_bytes())?;
    let header = talk.line()?;
    let size = header.rsplit_once(' ').and_then(|(_, size)| size.parse::<u64>().ok());
    let Some(size) = size else {
        return Err(Error::tool(format!("git does not have the content of {name}"))
            .because(format!("git says: {header}"))
            .hint("look for damage: git fsck"));
    };
    if size > READ_LIMIT {
        return Err(Error::input(format!("{name} is larger than {READ_LIMIT} bytes")));
    }
    let content = talk.bytes(usize::try_from(size).unwrap_or(usize::MAX))?;
    talk.bytes(1)?;
    Ok(content)
}
