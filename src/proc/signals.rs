//! Ctrl-C, hang-up and termination: the children end first, then what must not stay behind is
//! cleaned up, then this process ends by the same signal.
//!
//! Children have process groups of their own, so the terminal's Ctrl-C does not reach them by
//! itself. Nothing here runs in a signal handler: a thread waits for the signals.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::group::{self, GRACE};
use crate::error::{Error, Result};

/// The groups that run, and what is to be done when a signal ends this process.
static RUNNING: Mutex<Running> = Mutex::new(Running {
    groups: BTreeSet::new(),
    cleanups: BTreeMap::new(),
    next: 0,
    ending: false,
});

/// How many interactive programs have the terminal: Ctrl-C is theirs then.
static FOREGROUND: AtomicUsize = AtomicUsize::new(0);

struct Running {
    groups: BTreeSet<i32>,
    cleanups: BTreeMap<u64, Box<dyn FnOnce() + Send>>,
    next: u64,
    ending: bool,
}

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the thread that waits for signals, once. Signals that this process was told to ignore
/// (`nohup`, a background job) stay ignored.
pub(super) fn watch() -> Result<()> {
    static WATCHING: OnceLock<std::result::Result<(), String>> = OnceLock::new();
    let watching = WATCHING.get_or_init(|| {
        let ignored = ignored_signals();
        let wanted = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];
        let wanted = wanted.into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
        let mut signals = Signals::new(wanted).map_err(|error| error.to_string())?;
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || signals.forever().for_each(received))
            .map_err(|error| error.to_string())?;
        Ok(())
    });
    watching.clone().map_err(|why| Error::tool("cannot watch for signals").because(why))
}

/// The signals ignored since before this process started, one bit each; none where the system
/// does not tell (format: `proc_pid_status(5)`).
fn ignored_signals() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "fsx stands on proc, and this file is no user's")]
    let status = std::fs::read_to_string("/proc/self/status");
    status
        .ok()
        .and_then(|status| {
            let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
            u64::from_str_radix(mask.trim(), 16).ok()
        })
        .unwrap_or(0)
}

fn received(signal: i32) {
    let from_terminal = matches!(signal, SIGINT | SIGQUIT);
    if from_terminal && FOREGROUND.load(Ordering::SeqCst) > 0 {
        return;
    }
    end_children();
    let cleanups = std::mem::take(&mut running().cleanups);
    for cleanup in cleanups.into_values() {
        cleanup();
    }
    let _does_not_return = emulate_default_handler(signal);
}

fn end_children() {
    let groups: Vec<Pid> = {
        let mut running = running();
        running.ending = true;
        running.groups.iter().filter_map(|&id| Pid::from_raw(id)).collect()
    };
    for &group in &groups {
        group::signal(group, Signal::TERM);
    }
    let until = Instant::now() + GRACE;
    while Instant::now() < until && !groups.iter().all(|&group| group::has_ended(group)) {
        thread::sleep(Duration::from_millis(5));
    }
    // Those still registered are not reaped, so their numbers name no other group.
    let running = running();
    for group in running.groups.iter().filter_map(|&id| Pid::from_raw(id)) {
        group::signal(group, Signal::KILL);
    }
}

/// Starts a child and registers its group; refused once this process is ending.
pub(super) fn started<T>(spawn: impl FnOnce() -> io::Result<(T, Pid)>) -> io::Result<T> {
    let mut running = running();
    if running.ending {
        return Err(io::Error::new(io::ErrorKind::Interrupted, "nixward is being ended"));
    }
    let (child, group) = spawn()?;
    running.groups.insert(group.as_raw_nonzero().get());
    Ok(child)
}

/// Reaps the leader of a group and forgets the group, in one step for whoever sends signals.
///
/// While a signal ends this process nobody gets to see how the children ended: it would be
/// reported as their failure.
pub(super) fn reaped<T>(group: Pid, reap: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let (answer, ending) = {
        let mut running = running();
        let answer = reap();
        running.groups.remove(&group.as_raw_nonzero().get());
        (answer, running.ending)
    };
    if ending {
        thread::sleep(2 * GRACE);
    }
    answer
}

/// Leaves Ctrl-C to a program that has the terminal, as long as the value lives.
pub(super) fn leave_to_foreground() -> impl Drop {
    struct Foreground;
    impl Drop for Foreground {
        fn drop(&mut self) {
            FOREGROUND.fetch_sub(1, Ordering::SeqCst);
        }
    }
    FOREGROUND.fetch_add(1, Ordering::SeqCst);
    Foreground
}

/// Something to be done if a signal ends this process; given up when dropped.
pub struct Cleanup(u64);

/// Has `cleanup` done if a signal ends this process while the answer lives, such as removing a
/// folder with plaintext in it: destructors do not run then.
pub fn at_interrupt(cleanup: impl FnOnce() + Send + 'static) -> Result<Cleanup> {
    watch()?;
    let mut running = running();
    let id = running.next;
    running.next += 1;
    running.cleanups.insert(id, Box::new(cleanup));
    Ok(Cleanup(id))
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        let _given_up = running().cleanups.remove(&self.0);
    }
}
