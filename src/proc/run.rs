//! Running a program to its end.
//!
//! One thread each reads stdout and stderr and waits for the end; what happens comes through one
//! channel, so that time limit, output limit and lines are handled in one place.

use std::io::{Read, Write};
use std::process::{ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::capture::{Lines, Tail};
use super::command::Program;
use super::failure::Failure;
use super::group::{Group, await_end};
use crate::error::Result;

/// The longest line that is handed over whole, in bytes: Nix writes whole JSON documents on one.
const LINE_LIMIT: usize = 16 << 20;

/// How long output may still trickle in after the program has ended: something that it left
/// running may hold the pipes open for ever.
pub(super) const AFTER_THE_END: Duration = Duration::from_millis(500);

/// Chunks that wait to be handled before the program is made to wait.
const QUEUE: usize = 64;

/// One of the two streams a program writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Where answers go.
    Stdout,
    /// Where progress and errors go.
    Stderr,
}

/// What a program left behind.
#[derive(Clone, Debug)]
pub struct Output {
    /// Exit code or signal.
    pub status: ExitStatus,
    /// All that it printed.
    pub stdout: Vec<u8>,
    /// The last lines that it wrote to stderr.
    pub stderr_tail: String,
}

impl Output {
    /// What it printed, as text; bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.stdout)
    }
}

enum Event {
    Bytes(Stream, Vec<u8>),
    Closed,
    Ended,
}

/// How often a program is looked at while it runs.
const LOOK: Duration = Duration::from_millis(50);

/// Looks at a running process, by its number; false ends it.
pub(super) type Look<'a> = dyn FnMut(u32) -> bool + 'a;

pub(super) fn run(
    program: &Program,
    watch: &mut dyn FnMut(Stream, &str),
    look: Option<&mut Look<'_>>,
) -> Result<Output> {
    let stdin = if program.stdin.is_empty() { Stdio::null() } else { Stdio::piped() };
    let mut group = program.start(stdin)?;
    let events = listen(&mut group, program.stdin.clone());
    let mut seen = Seen::new(watch, program.stdout_limit);
    let id = group.id().as_raw_nonzero().get().unsigned_abs();
    let look = look.map(|look| Looking { look, id, next: Instant::now() + LOOK });
    match follow(program, &events, &mut seen, look) {
        Ok(()) => {
            let status = group.wait().map_err(|source| program.lost(source))?;
            Ok(Output { status, stdout: seen.stdout, stderr_tail: seen.tail.text() })
        }
        Err(failure) => {
            group.end().map_err(|source| program.lost(source))?;
            Err(program.failed(failure))
        }
    }
}

/// Starts the threads that feed and hear a child.
fn listen(group: &mut Group, input: Vec<u8>) -> Receiver<Event> {
    let (sender, events) = sync_channel(QUEUE);
    if let Some(mut stdin) = group.stdin() {
        // A program that ends without reading it all is free to.
        thread::spawn(move || drop(stdin.write_all(&input)));
    }
    let stdout = group.stdout();
    let stderr = group.stderr();
    let leader = group.id();
    let (to_stdout, to_stderr) = (sender.clone(), sender.clone());
    thread::spawn(move || hear(stdout, Stream::Stdout, &to_stdout));
    thread::spawn(move || hear(stderr, Stream::Stderr, &to_stderr));
    thread::spawn(move || {
        await_end(leader);
        drop(sender.send(Event::Ended));
    });
    events
}

fn hear(pipe: Option<impl Read>, stream: Stream, events: &SyncSender<Event>) {
    if let Some(mut pipe) = pipe {
        let mut buffer = vec![0; 64 << 10];
        // An error ends the stream as its end does.
        while let Ok(read @ 1..) = pipe.read(&mut buffer) {
            if events.send(Event::Bytes(stream, buffer[..read].to_vec())).is_err() {
                return;
            }
        }
    }
    drop(events.send(Event::Closed));
}

/// Handles events until the program has ended and both streams are closed.
fn follow(
    program: &Program,
    events: &Receiver<Event>,
    seen: &mut Seen<'_>,
    mut look: Option<Looking<'_, '_>>,
) -> Outcome {
    let deadline = program.time_limit.map(|limit| (Instant::now() + limit, limit));
    let (mut open, mut running) = (2, true);
    while running || open > 0 {
        let patience = match deadline {
            _ if !running => AFTER_THE_END,
            Some((deadline, _)) => deadline.saturating_duration_since(Instant::now()),
            None => Duration::MAX,
        };
        let patience = match &mut look {
            Some(looking) if running => {
                if !looking.goes_on() {
                    return Err(Failure::Stopped);
                }
                patience.min(LOOK)
            }
            _ => patience,
        };
        let in_time = || deadline.is_none_or(|(deadline, _)| Instant::now() < deadline);
        match events.recv_timeout(patience) {
            Ok(Event::Bytes(stream, bytes)) => seen.take(stream, &bytes)?,
            Ok(Event::Closed) => open -= 1,
            Ok(Event::Ended) => running = false,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if !running => break,
            Err(RecvTimeoutError::Timeout) if look.is_some() && in_time() => {}
            Err(RecvTimeoutError::Timeout) => {
                let limit = deadline.map_or(Duration::MAX, |(_, limit)| limit);
                seen.finish();
                return Err(Failure::TimedOut { limit, stderr: seen.tail.text() });
            }
        }
    }
    seen.finish();
    Ok(())
}

/// Someone who looks at a program while it runs.
struct Looking<'a, 'b> {
    look: &'a mut Look<'b>,
    id: u32,
    next: Instant,
}

impl Looking<'_, '_> {
    fn goes_on(&mut self) -> bool {
        if Instant::now() < self.next {
            return true;
        }
        self.next = Instant::now() + LOOK;
        (self.look)(self.id)
    }
}

type Outcome = std::result::Result<(), Failure>;

/// What was heard so far.
struct Seen<'a> {
    watch: &'a mut dyn FnMut(Stream, &str),
    stdout: Vec<u8>,
    stdout_limit: usize,
    stdout_lines: Lines,
    stderr_lines: Lines,
    tail: Tail,
}

impl<'a> Seen<'a> {
    fn new(watch: &'a mut dyn FnMut(Stream, &str), stdout_limit: usize) -> Self {
        Self {
            watch,
            stdout: Vec::new(),
            stdout_limit,
            stdout_lines: Lines::new(LINE_LIMIT),
            stderr_lines: Lines::new(LINE_LIMIT),
            tail: Tail::default(),
        }
    }

    fn take(&mut self, stream: Stream, bytes: &[u8]) -> Outcome {
        let Self { watch, stdout, stdout_lines, stderr_lines, tail, .. } = self;
        match stream {
            Stream::Stdout => {
                stdout.extend_from_slice(bytes);
                stdout_lines.push(bytes, &mut |line| watch(Stream::Stdout, line));
            }
            Stream::Stderr => stderr_lines.push(bytes, &mut |line| {
                tail.push(line);
                watch(Stream::Stderr, line);
            }),
        }
        if stdout.len() > self.stdout_limit {
            return Err(Failure::TooMuchOutput { limit: self.stdout_limit });
        }
        Ok(())
    }

    fn finish(&mut self) {
        let Self { watch, stdout_lines, stderr_lines, tail, .. } = self;
        stdout_lines.finish(&mut |line| watch(Stream::Stdout, line));
        stderr_lines.finish(&mut |line| {
            tail.push(line);
            watch(Stream::Stderr, line);
        });
    }
}
