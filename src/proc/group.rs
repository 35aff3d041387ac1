//! A running child, with its process group or in the terminal's foreground.

use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid,
};

use super::signals;

/// How long a group has to end by itself once it is asked to.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// What a signal to a child reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// It leads a process group of its own: the whole of it.
    Group(Pid),
    /// It shares this process's group, and with it the terminal: the child alone.
    Foreground(Pid),
}

impl Reach {
    /// The child.
    pub(super) const fn leader(self) -> Pid {
        let (Self::Group(id) | Self::Foreground(id)) = self;
        id
    }

    /// Sends a signal; one that is gone is fine.
    pub(super) fn send(self, signal: Signal) {
        let _gone = match self {
            Self::Group(id) => kill_process_group(id, signal),
            Self::Foreground(id) => kill_process(id, signal),
        };
    }
}

/// A child. Dropped before its end, it is killed with all of its group.
pub(super) struct Group {
    child: Child,
    reach: Reach,
    reaped: bool,
}

impl Group {
    /// Spawns a command that leads a process group of its own, or is to have the terminal.
    pub(super) fn spawn(command: &mut Command, reach: fn(Pid) -> Reach) -> io::Result<Self> {
        // Registered under the same lock, so that Ctrl-C misses no child that is just starting.
        signals::started(|| {
            let child = command.spawn()?;
            let reach = reach(Pid::from_child(&child));
            Ok((Self { child, reach, reaped: false }, reach))
        })
    }

    pub(super) fn id(&self) -> Pid {
        self.reach.leader()
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
        await_end(self.id());
        self.reaped = true;
        signals::reaped(self.reach, || self.child.wait())
    }

    /// Asks the group to end, and kills it where it does not within [`GRACE`].
    pub(super) fn end(&mut self) -> io::Result<ExitStatus> {
        if self.reaped {
            return self.wait();
        }
        self.reach.send(Signal::TERM);
        let until = Instant::now() + GRACE;
        while Instant::now() < until && !has_ended(self.id()) {
            thread::sleep(Duration::from_millis(5));
        }
        // The leader is not reaped yet, so its number still names this group and no other.
        self.reach.send(Signal::KILL);
        self.wait()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.reaped {
            self.reach.send(Signal::KILL);
            let _nothing_left_to_do = self.wait();
        }
    }
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
