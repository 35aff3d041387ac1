//! `nixward completions SHELL`, and the answers that the shell then asks for.
//!
//! The script of a shell runs nixward with `NIXWARD_COMPLETE` set to the shell's name and the words
//! so far behind `--`. What completes a value is said by the value's name in the command line
//! (`values`), so that a verb has nothing to do for it.

mod values;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clap_complete::Shell;
use clap_complete::env::Shells;

use crate::context::Context;
use crate::error::{Error, Exit, Result};
use values::Place;

/// Says which shell asks for completions.
const ASKED: &str = "NIXWARD_COMPLETE";

/// Nobody waits longer for a list of names.
const PATIENCE: Duration = Duration::from_millis(1500);

/// From a folder of functions the script is read when the key is pressed for the first time, which is
/// to be answered too.
const ZSH_AUTOLOADED: &str = "
if [[ \"${funcstack[1]}\" == _nixward ]]; then
    _clap_dynamic_completer_nixward \"$@\"
fi
";

/// Print the script that makes a shell complete command lines
///
/// Bash: `source <(nixward completions bash)` in ~/.bashrc. Zsh: the same with zsh, in ~/.zshrc
/// behind compinit. Fish: `nixward completions fish | source` in ~/.config/fish/config.fish. Names of
/// hosts, secrets, rules and inputs are completed too, from the files of the flake and without Nix.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The shell that will read it
    shell: Shell,
}

/// Prints the script.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let shell = args.shell.to_string();
    let failed = || Error::internal(format!("cannot write the script for {shell}"));
    let shells = Shells::builtins();
    let mut script = Vec::new();
    let completer = shells.completer(&shell).ok_or_else(failed)?;
    completer
        .write_registration(ASKED, "nixward", "nixward", &program(), &mut script)
        .map_err(|error| failed().because(error))?;
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if args.shell == Shell::Zsh {
        script += ZSH_AUTOLOADED;
    }
    context.ui.print(&script)?;
    Ok(Exit::Fine)
}

/// This program, as the script is to call it: as it was called, wherever the shell is by then.
fn program() -> String {
    let called = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let by_path = called.components().count() > 1;
    let path = if by_path { std::path::absolute(&called).unwrap_or(called) } else { called };
    path.to_string_lossy().into_owned()
}

/// What this process has been asked to complete.
pub struct Question {
    shell: String,
    words: Vec<OsString>,
}

impl Question {
    /// None where it was started for something else.
    pub fn of_process() -> Option<Self> {
        let shell = std::env::var(ASKED).ok().filter(|shell| !shell.is_empty() && shell != "0")?;
        let words = std::env::args_os().skip_while(|word| word != "--").skip(1).collect();
        Some(Self { shell, words })
    }

    /// The answer, for the shell that asks. Nothing where there is none, where it would take too
    /// long, or where something fails: whoever is typing needs no message about it.
    pub fn answer(self, root: fn() -> clap::Command) -> String {
        std::panic::set_hook(Box::new(|_| {}));
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(self.complete(root())));
        receiver.recv_timeout(PATIENCE).ok().flatten().unwrap_or_default()
    }

    fn complete(self, root: clap::Command) -> Option<String> {
        let mut root = values::attach(root, &self.place());
        let shells = Shells::builtins();
        let here = std::env::current_dir().ok();
        let mut answer = Vec::new();
        shells
            .completer(&self.shell)?
            .write_complete(&mut root, self.words, here.as_deref(), &mut answer)
            .ok()?;
        String::from_utf8(answer).ok()
    }

    /// The flake that the words so far are about.
    fn place(&self) -> Place {
        let value = |long: &str, short: Option<&str>| {
            let mut words = self.words.iter().map(OsString::as_os_str);
            while let Some(word) = words.next() {
                let text = word.to_str().unwrap_or_default();
                if text == long || Some(text) == short {
                    return words.next().map(OsStr::to_owned);
                }
                let glued = text.strip_prefix(long).and_then(|rest| rest.strip_prefix('='));
                let glued = glued.or_else(|| text.strip_prefix(short?));
                if let Some(value) = glued {
                    return Some(value.into());
                }
            }
            None
        };
        let directory = value("--directory", Some("-C")).unwrap_or_else(|| ".".into());
        Place {
            directory: directory.into(),
            fleet: value("--fleet", None).map(PathBuf::from),
            rules: value("--rules", None).map(PathBuf::from),
        }
    }
}
