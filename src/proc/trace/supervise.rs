//! The supervisor: a nixward that stands between nixward and a program.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use rustix::process::{Signal, getppid, set_parent_process_death_signal};

use super::{Depth, Record};
use crate::error::{Error, Result};

/// The verb that a supervisor is started by, and the one that becomes a traced program.
const SUPERVISE: [&str; 2] = ["internal", "supervise"];
const ENTER: [&str; 2] = ["internal", "enter"];

/// What a supervisor is told.
#[derive(Clone, Debug)]
pub struct Order {
    /// The process that it must not outlive.
    pub parent: u32,
    /// The folder to watch, how closely, and where the record goes; none for no trace at all.
    pub trace: Option<(PathBuf, Depth, PathBuf)>,
    /// The program and its arguments.
    pub command: Vec<OsString>,
}

impl Order {
    pub(super) fn args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = SUPERVISE.map(OsString::from).into();
        args.extend(["--parent".into(), self.parent.to_string().into()]);
        if let Some((below, depth, log)) = &self.trace {
            args.extend(["--below".into(), below.into(), "--log".into(), log.into()]);
            args.extend((*depth == Depth::Questions).then(|| OsString::from("--questions")));
        }
        args.push("--".into());
        args.extend_from_slice(&self.command);
        args
    }

    fn enter_args(&self, depth: Depth) -> Vec<OsString> {
        let mut args: Vec<OsString> = ENTER.map(OsString::from).into();
        args.extend(["--parent".into(), std::process::id().to_string().into()]);
        args.extend((depth == Depth::Questions).then(|| OsString::from("--questions")));
        args.push("--".into());
        args.extend_from_slice(&self.command);
        args
    }
}

/// Runs the program and ends as it did; comes back only where it cannot be started.
pub fn supervise(order: &Order) -> Result<()> {
    die_with(order.parent)?;
    let Some((below, depth, log)) = &order.trace else {
        return Err(become_program(&order.command));
    };
    match trace(order, below, *depth)? {
        Ok((record, end)) => {
            keep(log, &record.write())?;
            end.repeat()
        }
        Err(why) => {
            keep(log, &Record::untraced(&why))?;
            Err(become_program(&order.command))
        }
    }
}

/// Lets the kernel kill this process when its parent ends.
fn die_with(parent: u32) -> Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|errno| Error::tool("cannot tie this process to its parent").because(errno))?;
    // The parent may have ended before the kernel was told to watch it.
    let now = getppid().map_or(0, |pid| pid.as_raw_nonzero().get().unsigned_abs());
    if now == parent {
        Ok(())
    } else {
        Err(Error::tool("the nixward that started this process has ended"))
    }
}

/// Starts the program with a filter whose stops a tracer waits for; comes back only where it cannot.
#[cfg(target_os = "linux")]
pub fn enter(parent: u32, depth: Depth, command: &[OsString]) -> Error {
    match die_with(parent).and_then(|()| super::tracer::offer(depth)) {
        Ok(()) => become_program(command),
        Err(error) => error,
    }
}

/// There is nothing to enter where nothing can be traced.
#[cfg(not(target_os = "linux"))]
pub fn enter(_parent: u32, _depth: Depth, _command: &[OsString]) -> Error {
    Error::tool("programs are traced on Linux only")
}

#[cfg(target_os = "linux")]
fn trace(
    order: &Order,
    below: &std::path::Path,
    depth: Depth,
) -> Result<std::result::Result<(Record, super::tracer::End), String>> {
    let nixward = std::env::current_exe()
        .map_err(|source| Error::tool("cannot find the program of this process").because(source))?;
    #[expect(clippy::disallowed_methods, reason = "the tracer must be its parent, thread and all")]
    let mut command = Command::new(nixward);
    command.args(order.enter_args(depth));
    super::tracer::run(&mut command, below)
}

#[cfg(not(target_os = "linux"))]
fn trace(
    _order: &Order,
    _below: &std::path::Path,
    _depth: Depth,
) -> Result<std::result::Result<(Record, NoEnd), String>> {
    Ok(Err("programs are traced on Linux only".to_owned()))
}

/// What never comes, where nothing is traced.
#[cfg(not(target_os = "linux"))]
enum NoEnd {}

#[cfg(not(target_os = "linux"))]
impl NoEnd {
    fn repeat(self) -> Result<()> {
        match self {}
    }
}

fn become_program(command: &[OsString]) -> Error {
    let Some((name, args)) = command.split_first() else {
        return Error::usage("no program is named");
    };
    #[expect(clippy::disallowed_methods, reason = "it takes the place of this process")]
    let source = Command::new(name).args(args).exec();
    let name = name.to_string_lossy();
    Error::tool(format!("cannot start {name}")).because(source)
}

fn keep(log: &std::path::Path, record: &[u8]) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "fsx stands on proc, and half a record is told")]
    std::fs::write(log, record)
        .map_err(|source| Error::tool(format!("cannot write {}", log.display())).because(source))
}
