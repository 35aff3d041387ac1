//! Real services, and clients that ask them ten times a second while their secrets are rotated.
//!
//! A service that is not installed is said to be skipped; of these `make test` installs sshd.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::service::{Service, all, says};
use crate::live::{Running, Sshd, keygen, port, program, until, user};
use crate::seal::world::{Secrets, with_path};

mod nginx;
mod postgres;
mod restic;
mod sshd;
mod tokens;
mod wireguard;

/// A repository whose runs find the machine's programs.
pub(super) struct Live(pub Service);

impl Live {
    pub(super) fn new() -> Self {
        Self(Service(Secrets::new()))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.0.path(name)
    }

    /// Runs nixward; it must come to this exit code.
    pub(super) fn run(&self, args: &[&str], code: i32) -> Output {
        let output = self.command(args).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", all(&output));
        output
    }

    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = with_path(self.0.0.world.command(args));
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin")).args(["-i", "../me"]);
        command
    }

    /// Rotates with nixward killed during each of these actions in turn, then to the end.
    pub(super) fn rotate_killed(&self, secret: &str, actions: &[&str]) {
        let mut args = vec!["secrets", "rotate", secret];
        for action in actions {
            self.0.say("kill", action);
            let output = self.kept(&args);
            assert_eq!(output.status.code(), None, "{action}: {}", all(&output));
            args = vec!["secrets", "rotate", "--continue"];
        }
        let output = self.kept(&args);
        assert_eq!(output.status.code(), Some(0), "{}", all(&output));
    }

    /// Runs nixward again as long as only the time stands in the way.
    fn kept(&self, args: &[&str]) -> Output {
        let mut output = self.command(args).output().unwrap();
        while says(&output, "is kept until") {
            thread::sleep(Duration::from_millis(500));
            output = self.command(&["secrets", "rotate", "--continue"]).output().unwrap();
        }
        output
    }

    pub(super) fn value(&self, name: &str) -> String {
        self.0.0.age("me", name).unwrap()
    }
}

/// Kills nixward in a hook where the test says so.
pub(super) const KILL: &str = r#"
if [ "$(cat ../kill 2>/dev/null)" = "$1" ]; then rm ../kill; kill -9 $PPID; sleep 1; fi
"#;

/// Asks ten times a second, and counts.
pub(super) struct Client {
    stop: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
    failed: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Client {
    pub(super) fn start(mut ask: impl FnMut() -> bool + Send + 'static) -> Self {
        let (stop, asked, failed) = (
            Arc::new(AtomicBool::new(false)),
            Arc::<AtomicUsize>::default(),
            Arc::<AtomicUsize>::default(),
        );
        let (stops, asks, fails) = (Arc::clone(&stop), Arc::clone(&asked), Arc::clone(&failed));
        let thread = thread::spawn(move || {
            while !stops.load(Ordering::Relaxed) {
                let begun = std::time::Instant::now();
                asks.fetch_add(1, Ordering::Relaxed);
                fails.fetch_add(usize::from(!ask()), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(100).saturating_sub(begun.elapsed()));
            }
        });
        Self { stop, asked, failed, thread: Some(thread) }
    }

    /// How often it asked, and was refused.
    pub(super) fn stop(mut self) -> (usize, usize) {
        // A slow machine asks seldom, but it is to ask after the end, too.
        let now = self.asked.load(Ordering::Relaxed);
        until("the client", || self.asked.load(Ordering::Relaxed) > now + 2);
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
        (self.asked.load(Ordering::Relaxed), self.failed.load(Ordering::Relaxed))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Says what was seen, and holds it against what may be.
pub(super) fn report(what: &str, (asked, failed): (usize, usize), at_most: usize) {
    println!("{what}: asked {asked} times, refused {failed}");
    assert!(asked > 2, "{what}: the client hardly asked");
    assert!(failed <= at_most, "{what}: refused {failed} of {asked} times");
}

/// Writes a file at once.
pub(super) fn write(path: &std::path::Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
