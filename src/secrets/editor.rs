//! A value in the user's editor: in memory, in a folder that nobody else may enter, with swap, undo
//! and backup files off.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::Result;
use crate::fsx::{self, PrivateDir};
use crate::proc::Program;

/// What makes editors keep plaintext out of other files, by program. Those that return at once are
/// made to wait.
const FLAGS: &[(&[&str], &str)] = &[
    (
        &["vi", "vim", "vimx", "gvim", "nvim"],
        "-n -i NONE --cmd 'set nobackup nowritebackup noundofile noswapfile'",
    ),
    (&["nano", "rnano"], "--ignorercfiles"),
    (
        &["emacs"],
        "--eval '(setq make-backup-files nil auto-save-default nil create-lockfiles nil auto-save-list-file-prefix nil)'",
    ),
    (&["micro"], "-backup false -permbackup false -savehistory false -saveundo false"),
    (&["code", "codium", "cursor", "zed", "subl", "mate", "atom", "windsurf"], "--wait"),
    (&["gvim"], "--nofork"),
];

/// How an editing session ended.
pub enum Edited {
    /// With this value.
    Value(Zeroizing<Vec<u8>>),
    /// The editor said that it failed; what it had written.
    Failed(String, Zeroizing<Vec<u8>>),
    /// The editor was killed; what it had written.
    Killed(Zeroizing<Vec<u8>>),
}

/// Where a value is edited.
pub struct Desk {
    folder: PrivateDir,
}

impl Desk {
    /// Makes one, and clears those that dead runs left.
    ///
    /// # Errors
    /// No place in memory: a value is not written to a disk.
    pub fn new() -> Result<Self> {
        PrivateDir::sweep();
        let folder = PrivateDir::new()?;
        folder.must_be_in_memory()?;
        Ok(Self { folder })
    }

    /// Opens a value in an editor, which is a command of the shell, as git takes it. `name` is what
    /// the file is called.
    pub fn edit(&self, editor: &str, name: &str, value: &[u8]) -> Result<Edited> {
        let path = self.folder.path().join(name.rsplit('/').next().unwrap_or(name));
        fsx::write_private(&path, value)?;
        let command = format!("{} \"$@\"", command(editor));
        let status = Program::new("sh")
            .args(["-c", &command, "editor"])
            .arg(&path)
            .with_whole_environment()
            .interactive()?;
        let edited = match fsx::lstat(&path)? {
            Some(_) => Zeroizing::new(fsx::read(&path)?),
            None => Zeroizing::default(),
        };
        fsx::remove(&path)?;
        Ok(match (status.success(), status.signal()) {
            (true, _) => Edited::Value(edited),
            (false, Some(_)) => Edited::Killed(edited),
            (false, None) => Edited::Failed(format!("{editor}: {status}"), edited),
        })
    }
}

/// The editor with what keeps its hands off the disk.
fn command(editor: &str) -> String {
    let first = editor.split_whitespace().next().unwrap_or_default();
    let program =
        Path::new(first).file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let flags = FLAGS.iter().filter(|(names, _)| names.contains(&program.as_ref()));
    flags.fold(editor.to_owned(), |command, (_, flags)| format!("{command} {flags}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_keep_plaintext_to_themselves() {
        assert!(command("vim").contains("noswapfile"));
        assert!(command("/usr/bin/nvim -u NONE").contains("nobackup"));
        assert_eq!(command("code"), "code --wait");
        assert_eq!(command("ed"), "ed");
    }

    #[test]
    fn what_an_editor_leaves_is_the_value() {
        let desk = Desk::new().unwrap();
        let Edited::Value(value) = desk.edit("printf new >", "x.age", b"old").unwrap() else {
            panic!("the editor succeeds");
        };
        assert_eq!(value.as_slice(), b"new");
        assert!(matches!(desk.edit("false", "x.age", b"old").unwrap(), Edited::Failed(..)));
        assert!(
            fsx::list(desk.folder.path()).unwrap().iter().all(|left| left.file_name() == ".alive")
        );
    }
}
