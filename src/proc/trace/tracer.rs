//! The tracer: waits for the stops of a program and all its threads and children, and writes down the
//! paths that they name.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::IoSliceMut;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt as _;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use seccompiler::{SeccompAction, SeccompFilter, TargetArch};
use signal_hook::low_level::emulate_default_handler;
use unix::libc;
use unix::sys::ptrace::{self, Options};
use unix::sys::signal::{Signal, raise};
use unix::sys::uio::{RemoteIoVec, process_vm_readv};
use unix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use unix::unistd::Pid;

use super::{Depth, How, Record, Touch};
use crate::error::{Error, Result};

/// Bytes of a page: what is read at once of another process, since the next may not be there.
const PAGE: usize = 4096;
/// The longest path that the kernel takes, in bytes.
const PATH_LIMIT: usize = 4096;
/// What the child ends with where it may not be traced.
const NOT_TRACEABLE: i32 = 125;

/// How a program ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    Exited(i32),
    Killed(Signal),
}

impl End {
    /// Ends this process in the same way.
    pub(super) fn repeat(self) -> Result<()> {
        match self {
            Self::Exited(0) => Ok(()),
            #[expect(clippy::disallowed_methods, reason = "the supervisor's end is the program's")]
            Self::Exited(code) => std::process::exit(code),
            Self::Killed(signal) => {
                let _no_default = emulate_default_handler(signal as i32);
                let _not_killed = raise(Signal::SIGKILL);
                Err(Error::tool(format!("the program was killed by {signal}")))
            }
        }
    }
}

/// Lets the parent trace this process, stops until it does, and names the calls to stop at.
pub(super) fn offer(depth: Depth) -> Result<()> {
    if ptrace::traceme().is_err() {
        #[expect(
            clippy::disallowed_methods,
            reason = "told to the supervisor, which waits for it"
        )]
        std::process::exit(NOT_TRACEABLE);
    }
    let failed = |source: &dyn std::fmt::Display| {
        Error::tool("cannot prepare the trace of a program").because(source.to_string())
    };
    raise(Signal::SIGSTOP).map_err(|errno| failed(&errno))?;
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|error| failed(&error))?;
    let numbers = calls(depth).map(|call| (call.number, Vec::new())).collect();
    let filter = SeccompFilter::new(numbers, SeccompAction::Allow, SeccompAction::Trace(0), arch);
    let filter = filter.map_err(|error| failed(&error))?;
    let program: seccompiler::BpfProgram = filter.try_into().map_err(|error| failed(&error))?;
    seccompiler::apply_filter(&program).map_err(|error| failed(&error))
}

/// Runs a command that offers itself to be traced, to its end. The inner error is why it may not be.
pub(super) fn run(
    command: &mut Command,
    below: &Path,
) -> Result<std::result::Result<(Record, End), String>> {
    let name = command.get_program().to_string_lossy().into_owned();
    let child = command
        .arg0("nixward")
        .spawn()
        .map_err(|source| Error::tool(format!("cannot start {name}")).because(source))?;
    let leader = Pid::from_raw(child.id().cast_signed());
    match waitpid(leader, Some(WaitPidFlag::WUNTRACED)).map_err(lost)? {
        WaitStatus::Stopped(_, Signal::SIGSTOP) => {}
        WaitStatus::Exited(_, NOT_TRACEABLE) => {
            return Ok(Err("the system does not allow ptrace".to_owned()));
        }
        other => return Ok(Err(format!("the traced process ended at once: {other:?}"))),
    }
    let options = Options::PTRACE_O_EXITKILL
        | Options::PTRACE_O_TRACESECCOMP
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK;
    ptrace::setoptions(leader, options).map_err(lost)?;
    ptrace::cont(leader, None).map_err(lost)?;
    let mut tracer = Tracer { below, known: HashSet::from([leader]), record: Record::default() };
    let end = tracer.follow(leader)?;
    Ok(Ok((tracer.record, end)))
}

fn lost(errno: unix::errno::Errno) -> Error {
    Error::tool("lost the traced program").because(errno)
}

struct Tracer<'a> {
    below: &'a Path,
    /// Threads and processes that have had their first stop.
    known: HashSet<Pid>,
    record: Record,
}

impl Tracer<'_> {
    /// Handles stops until nothing is left to trace; says how the leader ended.
    fn follow(&mut self, leader: Pid) -> Result<End> {
        let mut end = None;
        loop {
            let status = match waitpid(None, Some(WaitPidFlag::__WALL)) {
                Ok(status) => status,
                Err(unix::errno::Errno::EINTR) => continue,
                // Nobody is left.
                Err(unix::errno::Errno::ECHILD) => break,
                Err(errno) => return Err(lost(errno)),
            };
            match status {
                WaitStatus::Exited(pid, code) if pid == leader => end = Some(End::Exited(code)),
                WaitStatus::Signaled(pid, signal, _) if pid == leader => {
                    end = Some(End::Killed(signal));
                }
                // Its number may name another soon.
                WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, ..) => {
                    self.known.remove(&pid);
                }
                WaitStatus::PtraceEvent(pid, _, libc::PTRACE_EVENT_SECCOMP) => {
                    self.note(pid);
                    go_on(pid, None);
                }
                WaitStatus::PtraceEvent(pid, ..) | WaitStatus::PtraceSyscall(pid) => {
                    go_on(pid, None);
                }
                // New threads and processes begin with a stop that is the tracer's alone.
                WaitStatus::Stopped(pid, Signal::SIGSTOP) if self.known.insert(pid) => {
                    go_on(pid, None);
                }
                WaitStatus::Stopped(pid, signal) => go_on(pid, Some(signal)),
                _ => {}
            }
        }
        end.ok_or_else(|| Error::tool("lost the traced program"))
    }

    /// Writes down what a process that is about to enter a system call will touch.
    fn note(&mut self, pid: Pid) {
        // A process killed meanwhile reads nothing more.
        let Ok(entered) = Entered::read(pid) else { return };
        let Some(call) = calls(Depth::Questions).find(|call| call.number == entered.number) else {
            return;
        };
        let Some(path) = call.path(pid, &entered) else { return };
        let Ok(path) = normal(&path).strip_prefix(self.below).map(Path::to_owned) else { return };
        self.record.touches.insert(Touch { path, how: call.how });
    }
}

/// One that has ended is fine.
fn go_on(pid: Pid, signal: Option<Signal>) {
    let _ended = ptrace::cont(pid, signal);
}

/// A system call with its arguments.
struct Entered {
    number: i64,
    args: [u64; 2],
}

impl Entered {
    #[cfg(target_arch = "x86_64")]
    fn read(pid: Pid) -> unix::Result<Self> {
        let registers = ptrace::getregs(pid)?;
        let number = registers.orig_rax.cast_signed();
        Ok(Self { number, args: [registers.rdi, registers.rsi] })
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn read(pid: Pid) -> unix::Result<Self> {
        let registers = ptrace::getregs(pid)?.regs;
        Ok(Self { number: registers[8].cast_signed(), args: [registers[0], registers[1]] })
    }
}

/// Where a system call has the path.
#[derive(Clone, Copy)]
enum Named {
    /// The first argument is the text of a path.
    Path,
    /// The first is a folder's descriptor, the second the text of a path below it.
    At,
    /// The first is the descriptor of the thing itself.
    Handle,
}

#[derive(Clone, Copy)]
struct Call {
    number: i64,
    how: How,
    named: Named,
}

/// The system calls to stop at.
fn calls(depth: Depth) -> impl Iterator<Item = Call> {
    let questions = if depth == Depth::Questions { QUESTIONS } else { &[] };
    READS.iter().chain(questions).map(|&(number, how, named)| Call { number, how, named })
}

const READS: &[(i64, How, Named)] = &[
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_open, How::Opened, Named::Path),
    (libc::SYS_openat, How::Opened, Named::At),
    (libc::SYS_openat2, How::Opened, Named::At),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_readlink, How::LinkRead, Named::Path),
    (libc::SYS_readlinkat, How::LinkRead, Named::At),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_getdents, How::Listed, Named::Handle),
    (libc::SYS_getdents64, How::Listed, Named::Handle),
];

const QUESTIONS: &[(i64, How, Named)] = &[
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_stat, How::Asked, Named::Path),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_lstat, How::Asked, Named::Path),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_access, How::Asked, Named::Path),
    (libc::SYS_newfstatat, How::Asked, Named::At),
    (libc::SYS_statx, How::Asked, Named::At),
    (libc::SYS_faccessat, How::Asked, Named::At),
    (libc::SYS_faccessat2, How::Asked, Named::At),
];

impl Call {
    /// The path that the call names; none where it cannot be told, and none will be opened then.
    fn path(self, pid: Pid, entered: &Entered) -> Option<PathBuf> {
        match self.named {
            Named::Path => resolve(pid, libc::AT_FDCWD, &text(pid, entered.args[0])?),
            Named::At => resolve(pid, descriptor(entered.args[0]), &text(pid, entered.args[1])?),
            Named::Handle => handle(pid, descriptor(entered.args[0])),
        }
    }
}

/// The kernel looks at the lower half of the register.
fn descriptor(argument: u64) -> i32 {
    let [a, b, c, d, ..] = argument.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

fn resolve(pid: Pid, folder: i32, path: &Path) -> Option<PathBuf> {
    if path.is_absolute() {
        return Some(path.to_owned());
    }
    let folder = if folder == libc::AT_FDCWD {
        std::fs::read_link(format!("/proc/{pid}/cwd")).ok()?
    } else {
        handle(pid, folder)?
    };
    Some(folder.join(path))
}

fn handle(pid: Pid, descriptor: i32) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{pid}/fd/{descriptor}")).ok()
}

/// The text at an address of another process, up to its NUL byte.
fn text(pid: Pid, address: u64) -> Option<PathBuf> {
    let mut address = usize::try_from(address).ok()?;
    let mut text = Vec::new();
    while text.len() < PATH_LIMIT {
        let mut chunk = [0; PAGE];
        let len = PAGE - address % PAGE;
        let remote = RemoteIoVec { base: address, len };
        let read =
            process_vm_readv(pid, &mut [IoSliceMut::new(&mut chunk[..len])], &[remote]).ok()?;
        let chunk = chunk.get(..read).filter(|chunk| !chunk.is_empty())?;
        if let Some(end) = chunk.iter().position(|&byte| byte == 0) {
            text.extend_from_slice(&chunk[..end]);
            return Some(Path::new(OsStr::from_bytes(&text)).to_owned());
        }
        text.extend_from_slice(chunk);
        address += read;
    }
    None
}

/// Without `.` and `..`: Nix names no path through a symlink.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(normal.pop()),
            part => normal.push(part),
        }
    }
    normal
}
