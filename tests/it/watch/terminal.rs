//! `check --watch` as a person runs it: on a terminal, ended by the key Ctrl-C.

use std::fs;
use std::io::{Read, Write as _};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use regex_lite::Regex;

use super::{BAD, GOOD, PATIENCE, put, repository};
use crate::harness::World;

/// What Ctrl-C sends to a terminal, which makes a signal of it.
const CTRL_C: &[u8] = b"\x03";

/// `script` of util-linux with a terminal of its own, and the program on it.
struct Terminal {
    script: Child,
    /// The session of the terminal, named by its first process.
    session: u32,
    shown: Receiver<Vec<u8>>,
    /// What has come and was not asked for yet.
    rest: Vec<u8>,
}

impl Terminal {
    fn start(world: &World, args: &str) -> Self {
        let nixward = env!("CARGO_BIN_EXE_nixward");
        let command = format!("exec env --default-signal=INT,QUIT '{nixward}' {args}");
        let mut script = world.closed("script");
        script.args(["--quiet", "--flush", "--return", "--command", &command, "/dev/null"]);
        script.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        script.envs([("TERM", "xterm-256color"), ("SHELL", "/bin/sh")]);
        let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = script.stdout.take().unwrap();
        let (tell, shown) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = out.read(&mut buffer) {
                if tell.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let until = Instant::now() + PATIENCE;
        let session = loop {
            let child = processes().into_iter().find(|(_, parent, _)| *parent == script.id());
            match child {
                // It leads a session of its own as soon as it has one.
                Some((id, _, session)) if id == session => break id,
                _ => assert!(Instant::now() < until, "script starts nothing"),
            }
            thread::yield_now();
        };
        Self { script, session, shown, rest: Vec::new() }
    }

    /// What is shown until the next `end`, that included, without colours.
    #[track_caller]
    fn until(&mut self, end: &str) -> String {
        loop {
            let text = plain(&self.rest);
            if let Some(at) = text.find(end) {
                self.rest = text.as_bytes()[at + end.len()..].to_vec();
                return text[..at + end.len()].to_owned();
            }
            match self.shown.recv_timeout(PATIENCE) {
                Ok(more) => self.rest.extend(more),
                Err(error) => panic!("{error}: it shows\n{text}"),
            }
        }
    }

    /// Types Ctrl-C, and waits for the end: how it ended and what was shown at last.
    fn interrupt(mut self) -> (std::process::ExitStatus, Vec<u8>) {
        self.script.stdin.as_mut().unwrap().write_all(CTRL_C).unwrap();
        while let Ok(more) = self.shown.recv_timeout(PATIENCE) {
            self.rest.extend(more);
        }
        let status = self.script.wait().unwrap();
        (status, std::mem::take(&mut self.rest))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ended_already = self.script.kill();
        let _ = self.script.wait();
    }
}

/// Text without what only changes its looks.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    Regex::new("\x1b\\[[0-9;]*m").unwrap().replace_all(&text, "").into_owned()
}

/// Id, parent and session of every process.
fn processes() -> Vec<(u32, u32, u32)> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| {
        // Processes come and go.
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(1);
        let parent = fields.next()?.parse().ok()?;
        Some((id, parent, fields.nth(1)?.parse().ok()?))
    })
    .collect()
}

#[test]
fn a_person_sees_findings_come_and_go_and_ends_it_with_ctrl_c() {
    let world = repository();
    put(&world, "modules/one.nix", BAD);
    let mut terminal = Terminal::start(&world, "check --watch");
    let text = terminal.until("1 error in 2 files");
    assert!(text.contains("undefined variable 'missing'"), "{text}");
    assert!(text.contains("Ctrl-C ends it"), "{text}");

    put(&world, "modules/one.nix", GOOD);
    let text = terminal.until("nothing found in 2 files");
    assert!(text.contains("modules/one.nix has changed"), "{text}");

    put(&world, "modules/one.nix", &format!("# again\n{BAD}"));
    let text = terminal.until("1 error in 2 files");
    assert!(text.contains("modules/one.nix:2"), "{text}");

    let session = terminal.session;
    let in_session = |processes: Vec<(u32, u32, u32)>| {
        processes.into_iter().filter(|(_, _, of)| *of == session).count()
    };
    assert!(in_session(processes()) >= 1);
    let (status, last) = terminal.interrupt();
    // `script` says what a shell would: 128 and the number of the signal.
    assert_eq!((status.code(), status.signal()), (Some(130), None), "{status}");
    let last = plain(&last);
    assert!(!last.contains("error:") && !last.contains("panicked"), "{last}");
    assert!(!last.contains("\x1b[?25l"), "the cursor stays hidden: {last:?}");
    assert_eq!(in_session(processes()), 0, "something is left behind");
}

#[test]
fn ctrl_c_during_a_run_ends_it_too() {
    let world = repository();
    for number in 0..300 {
        put(&world, &format!("many/{number}.nix"), GOOD);
    }
    world.git(&["add", "."]);
    let mut terminal = Terminal::start(&world, "check --watch");
    terminal.until("Ctrl-C ends it");
    let session = terminal.session;
    let (status, _) = terminal.interrupt();
    assert_eq!(status.code(), Some(130), "{status}");
    assert!(!processes().iter().any(|(_, _, of)| *of == session), "something is left behind");
}
