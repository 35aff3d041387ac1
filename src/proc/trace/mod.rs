//! Which files a program looks at, told by the kernel.
//!
//! A traced program runs below a second nixward, its *supervisor* (`nixward internal supervise`),
//! which stops it at the few system calls that name a file (a seccomp filter picks them, so that all
//! others run at full speed), and writes down the paths. Threads and children are followed. A
//! supervisor ends with the nixward that started it, and takes the program with it, however it ends.
//!
//! Source: ptrace(2), seccomp(2), proc(5).

mod record;
mod supervise;
#[cfg(target_os = "linux")]
mod tracer;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use record::{How, Record, Touch};
pub use supervise::{Order, enter, supervise};

use super::Program;
use crate::error::{Error, Result};

/// Which system calls are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Those that read: files, symlinks and folders.
    Reads,
    /// Also those that only ask whether something is there, which are many.
    Questions,
}

impl Program {
    /// The same program, traced. What it touches below `below` is in the file `log` when it has
    /// ended; read it with [`Record::read`].
    pub fn traced(self, below: &Path, depth: Depth, log: &Path) -> Result<Self> {
        let order = Order {
            parent: std::process::id(),
            trace: Some((below.to_owned(), depth, log.to_owned())),
            command: self.command_line(),
        };
        self.supervised(&order)
    }

    /// The same program, ended by the kernel when this process is killed.
    pub fn bound(self) -> Result<Self> {
        let order = Order { parent: std::process::id(), trace: None, command: self.command_line() };
        self.supervised(&order)
    }

    fn supervised(self, order: &Order) -> Result<Self> {
        let nixward = match SUPERVISOR.get() {
            Some(nixward) => nixward.clone(),
            None => std::env::current_exe().map_err(|source| {
                Error::tool("cannot find the program of this process").because(source)
            })?,
        };
        Ok(self.replaced(nixward.into(), order.args()))
    }
}

/// The nixward that supervises, where it is not this program.
static SUPERVISOR: OnceLock<PathBuf> = OnceLock::new();

/// Lets another nixward supervise: for a program that has nixward as its library.
pub fn supervise_by(nixward: PathBuf) {
    SUPERVISOR.get_or_init(|| nixward);
}
