//! Ctrl-C, hang-up and termination: the children end first, then what must not stay behind is
//! cleaned up, then this process ends by the same signal.
//!
//! Children have process groups of their own, so the terminal's Ctrl-C does not reach them by
//! itself. Nothing here runs in a signal handler: a thread waits for the signals.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::group::{GRACE, Reach, has_ended};
use crate::error::{Error, Result};

/// The children that run, and what is to be done when a signal ends this process.
static RUNNING: Mutex<Running> =
    Mutex::new(Running { children: Vec::new(), cleanups: BTreeMap::new(), next: 0, ending: false });

struct Running {
    children: Vec<Reach>,
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
    // The terminal sends Ctrl-C to an interactive program too, and it is that program's to take.
    if matches!(signal, SIGINT | SIGQUIT) && has_foreground() {
        return;
    }
    end_children();
    let cleanups = std::mem::take(&mut running().cleanups);
    for cleanup in cleanups.into_values() {
        cleanup();
    }
    let _does_not_return = emulate_default_handler(signal);
}

fn has_foreground() -> bool {
    running().children.iter().any(|child| matches!(child, Reach::Foreground(_)))
}

fn end_children() {
    let children = {
        let mut running = running();
        running.ending = true;
        running.children.clone()
    };
    for child in &children {
        child.send(Signal::TERM);
    }
    let until = Instant::now() + GRACE;
    while Instant::now() < until && !children.iter().all(|child| has_ended(child.leader())) {
        thread::sleep(Duration::from_millis(5));
    }
    // Those still registered are not reaped, so their numbers name no other process.
    for child in &running().children {
        child.send(Signal::KILL);
    }
}

/// Starts a child and registers it; refused once this process is ending.
pub(super) fn started<T>(spawn: impl FnOnce() -> io::Result<(T, Reach)>) -> io::Result<T> {
    let mut running = running();
    if running.ending {
        drop(running);
        stop_if(true);
        return Err(io::Error::new(io::ErrorKind::Interrupted, "nixward is being ended"));
    }
    let (child, reach) = spawn()?;
    running.children.push(reach);
    Ok(child)
}

/// Reaps a child and forgets it, in one step for whoever sends signals.
///
/// While a signal ends this process nobody gets to see how the children ended: it would be
/// reported as their failure.
pub(super) fn reaped<T>(child: Reach, reap: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let (answer, ending) = {
        let mut running = running();
        let answer = reap();
        running.children.retain(|&known| known != child);
        (answer, running.ending)
    };
    stop_if(ending);
    answer
}

/// Something to be done if a signal ends this process; given up when dropped.
pub struct Cleanup(u64);

/// Makes something that must not stay behind if a signal ends this process, such as a folder with
/// plaintext in it: destructors do not run then. `make` gives the thing and what takes it away,
/// which is done as long as the [`Cleanup`] lives. It must not start programs.
pub fn at_interrupt<T, F: FnOnce() + Send + 'static>(
    make: impl FnOnce() -> Result<(T, F)>,
) -> Result<(T, Cleanup)> {
    watch()?;
    let mut running = running();
    if running.ending {
        drop(running);
        stop_if(true);
        return Err(Error::tool("nixward is being ended"));
    }
    // Made under the lock: a signal comes either before it or after its cleanup is known.
    let (thing, cleanup) = make()?;
    let id = running.next;
    running.next += 1;
    running.cleanups.insert(id, Box::new(cleanup));
    Ok((thing, Cleanup(id)))
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        let ending = {
            let mut running = running();
            running.cleanups.remove(&self.0);
            running.ending
        };
        // The thing may be gone already, and that is nobody's failure to report.
        stop_if(ending);
    }
}

/// Keeps a thread from going on while this process is being ended by the one that got the signal.
fn stop_if(ending: bool) {
    if ending {
        thread::sleep(10 * GRACE);
    }
}
