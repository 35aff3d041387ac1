//! A conversation with a program that stays: questions to its stdin, answers from its stdout.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::capture::{Lines, Tail};
use super::command::Program;
use super::failure::Failure;
use super::group::Group;
use super::run::AFTER_THE_END;
use crate::error::Result;

/// A running program. Dropped, its whole process group is killed.
pub struct Talk {
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    stderr: Arc<Mutex<Tail>>,
    stderr_reader: JoinHandle<()>,
    group: Group,
    program: Program,
}

impl Talk {
    pub(super) fn start(program: &Program) -> Result<Self> {
        let mut group = program.start(Stdio::piped())?;
        let gone = || program.lost(io::ErrorKind::BrokenPipe.into());
        let stdin = group.stdin();
        let stdout = BufReader::new(group.stdout().ok_or_else(gone)?);
        let pipe = group.stderr().ok_or_else(gone)?;
        let stderr = Arc::new(Mutex::new(Tail::default()));
        let tail = Arc::clone(&stderr);
        let stderr_reader = thread::spawn(move || keep_tail(pipe, &tail));
        Ok(Self { stdin, stdout, stderr, stderr_reader, group, program: program.clone() })
    }

    /// Sends a question.
    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(stdin) = &mut self.stdin else { return Err(self.hung_up()) };
        let sent = stdin.write_all(bytes).and_then(|()| stdin.flush());
        sent.map_err(|_| self.hung_up())
    }

    /// Reads one line, without its end.
    pub fn line(&mut self) -> Result<String> {
        let mut line = Vec::new();
        match self.stdout.read_until(b'\n', &mut line) {
            Ok(_) if line.ends_with(b"\n") => {
                line.pop();
                Ok(String::from_utf8_lossy(&line).into_owned())
            }
            _ => Err(self.hung_up()),
        }
    }

    /// Reads exactly so many bytes.
    pub fn bytes(&mut self, count: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; count];
        match self.stdout.read_exact(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(_) => Err(self.hung_up()),
        }
    }

    /// Ends the conversation; the program must end well once its input does.
    pub fn finish(mut self) -> Result<()> {
        self.stdin = None;
        let status = self.group.wait().map_err(|source| self.program.lost(source))?;
        if status.success() {
            return Ok(());
        }
        let stderr = self.stderr_tail();
        Err(self.program.failed(Failure::Status { status, stderr }))
    }

    /// The error for a program that no longer answers; its group is ended.
    fn hung_up(&mut self) -> crate::error::Error {
        self.stdin = None;
        let _it_hung_up_already = self.group.end();
        let stderr = self.stderr_tail();
        self.program.failed(Failure::HungUp { stderr })
    }

    fn stderr_tail(&self) -> String {
        // Something that the program left running may hold the pipe open for ever.
        let until = Instant::now() + AFTER_THE_END;
        while Instant::now() < until && !self.stderr_reader.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        self.stderr.lock().unwrap_or_else(PoisonError::into_inner).text()
    }
}

fn keep_tail(mut pipe: impl Read, tail: &Mutex<Tail>) {
    let mut lines = Lines::new(64 << 10);
    let mut buffer = [0; 4096];
    let keep = |line: &str| tail.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    while let Ok(read @ 1..) = pipe.read(&mut buffer) {
        lines.push(&buffer[..read], &mut |line| keep(line));
    }
    lines.finish(&mut |line| keep(line));
}
