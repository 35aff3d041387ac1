//! A running child and its process group.

use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::signals;

/// How long a group has to end by itself once it is asked to.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// A child that leads its own process group. Dropped before its end, the whole group is killed.
pub(super) struct Group {
    child: Child,
    id: Pid,
    reaped: bool,
}

impl Group {
    /// Spawns a command that was told to make a process group of its own.
    pub(super) fn spawn(command: &mut Command) -> io::Result<Self> {
        // Registered under the same lock, so that Ctrl-C misses no child that is just starting.
        signals::started(|| {
            let child = command.spawn()?;
            let id = Pid::from_child(&child);
            Ok((Self { child, id, reaped: false }, id))
        })
    }

    pub(super) fn id(&self) -> Pid {
        self.id
    }

    pub(super) fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    pub(super) fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    pub(super) fn stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    /// Waits for the end of the leader; asked again it answers the same.
    pub(super) fn wait(&mut self) -> io::Result<ExitStatus> {
        if self.reaped {
            return self.child.wait();
        }
        await_end(self.id);
        self.reaped = true;
        signals::reaped(self.id, || self.child.wait())
    }

    /// Asks the group to end, and kills it where it does not within [`GRACE`].
    pub(super) fn end(&mut self) -> io::Result<ExitStatus> {
        if self.reaped {
            return self.wait();
        }
        signal(self.id, Signal::TERM);
        let until = Instant::now() + GRACE;
        while Instant::now() < until && !has_ended(self.id) {
            thread::sleep(Duration::from_millis(5));
        }
        // The leader is not reaped yet, so its number still names this group and no other.
        signal(self.id, Signal::KILL);
        self.wait()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.reaped {
            signal(self.id, Signal::KILL);
            let _nothing_left_to_do = self.wait();
        }
    }
}

/// Sends a signal to a whole group; one that is gone is fine.
pub(super) fn signal(group: Pid, signal: Signal) {
    let _gone = kill_process_group(group, signal);
}

/// Blocks until the leader has ended, and leaves it to be reaped.
pub(super) fn await_end(leader: Pid) {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while matches!(waitid(WaitId::Pid(leader), options), Err(rustix::io::Errno::INTR)) {}
}

/// Whether the leader has ended (reaped or not).
pub(super) fn has_ended(leader: Pid) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    !matches!(waitid(WaitId::Pid(leader), options), Ok(None))
}
