//! The builder of child processes.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use super::environment;
use super::failure::Failure;
use super::group::{Group, Reach};
use super::passing::{self, Passed, Received};
use super::run::{self, Output, Stream};
use super::signals;
use super::talk::Talk;
use crate::error::{Error, Result};

/// As much as a program may print by default, in bytes: what a fleet's evaluation prints is some
/// megabytes.
const STDOUT_LIMIT: usize = 256 << 20;

/// A program to run, with everything that it will be given.
#[derive(Clone, Debug)]
pub struct Program {
    name: OsString,
    args: Vec<OsString>,
    folder: Option<PathBuf>,
    environment: Vec<(OsString, OsString)>,
    whole_environment: bool,
    missing_hint: Option<String>,
    passed: Vec<Passed>,
    pub(super) stdin: Vec<u8>,
    pub(super) time_limit: Option<Duration>,
    pub(super) stdout_limit: usize,
}

impl Program {
    /// A program, found on PATH unless it has a slash.
    pub fn new(name: impl AsRef<OsStr>) -> Self {
        Self {
            name: name.as_ref().to_owned(),
            args: Vec::new(),
            folder: None,
            environment: Vec::new(),
            whole_environment: false,
            missing_hint: None,
            passed: Vec::new(),
            stdin: Vec::new(),
            time_limit: None,
            stdout_limit: STDOUT_LIMIT,
        }
    }

    /// Appends one argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// Appends arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// The folder that it runs in; this process's by default.
    #[must_use]
    pub fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Sets a variable beside those that are handed on (see `environment`).
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Hands on the whole environment: for a program that is the user's, such as their editor.
    #[must_use]
    pub fn with_whole_environment(mut self) -> Self {
        self.whole_environment = true;
        self
    }

    /// What it reads; nothing by default.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Gives it a value to read from a file descriptor, from 3 up.
    pub fn passing(mut self, number: i32, value: &[u8]) -> Result<Self> {
        let passed = Passed::holding(number, value).map_err(|source| self.not_passed(source))?;
        self.passed.push(passed);
        Ok(self)
    }

    /// Gives it a file descriptor to write a value to, which can be read once it has ended.
    pub fn receiving(mut self, number: i32) -> Result<(Self, Received)> {
        let passed = Passed::holding(number, b"").map_err(|source| self.not_passed(source))?;
        let received = passed.received();
        self.passed.push(passed);
        Ok((self, received))
    }

    fn not_passed(&self, source: io::Error) -> Error {
        Error::tool(format!("no memory can be shared with `{self}`")).because(source)
    }

    /// Kills its whole process group after this time.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// Kills it when it has printed more bytes than this.
    #[must_use]
    pub fn stdout_limit(mut self, bytes: usize) -> Self {
        self.stdout_limit = bytes;
        self
    }

    /// What to do where the program is not installed.
    #[must_use]
    pub fn missing_hint(mut self, hint: impl Into<String>) -> Self {
        self.missing_hint = Some(hint.into());
        self
    }

    /// The program and its arguments.
    pub(super) fn command_line(&self) -> Vec<OsString> {
        std::iter::once(&self.name).chain(&self.args).cloned().collect()
    }

    /// Another program with the same surroundings.
    pub(super) fn replaced(self, name: OsString, args: Vec<OsString>) -> Self {
        Self { name, args, ..self }
    }

    /// Runs it to its end, which must be a success.
    pub fn run(&self) -> Result<Output> {
        self.check(self.output()?)
    }

    /// Runs it to its end, whatever its exit status.
    pub fn output(&self) -> Result<Output> {
        run::run(self, &mut |_, _| {}, None)
    }

    /// As [`Self::output`], handing every line to `watch` as it comes.
    pub fn watched(&self, watch: &mut dyn FnMut(Stream, &str)) -> Result<Output> {
        run::run(self, watch, None)
    }

    /// As [`Self::watched`], and has `look` look at the process by its number, some twenty times a
    /// second: where it says false, the process group is ended ([`Failure::Stopped`]).
    pub fn observed(
        &self,
        watch: &mut dyn FnMut(Stream, &str),
        look: &mut dyn FnMut(u32) -> bool,
    ) -> Result<Output> {
        run::run(self, watch, Some(look))
    }

    /// Turns an unsuccessful end into the error for it.
    pub fn check(&self, output: Output) -> Result<Output> {
        if output.status.success() {
            return Ok(output);
        }
        Err(self.failed(Failure::Status { status: output.status, stderr: output.stderr_tail }))
    }

    /// Starts it for a conversation over its stdin and stdout.
    pub fn talk(&self) -> Result<Talk> {
        Talk::start(self)
    }

    /// Runs it with the terminal: stdin, stdout and stderr are this process's, and so is Ctrl-C.
    pub fn interactive(&self) -> Result<ExitStatus> {
        signals::watch()?;
        tracing::debug!(command = %self, "handing over the terminal");
        let mut child = Group::spawn(&mut self.command()?, Reach::Foreground)
            .map_err(|source| self.not_started(source))?;
        child.wait().map_err(|source| self.lost(source))
    }

    /// Starts it in its own process group with all streams piped (stdin only where wanted).
    pub(super) fn start(&self, stdin: Stdio) -> Result<Group> {
        signals::watch()?;
        let mut command = self.command()?;
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        tracing::debug!(command = %self, "starting");
        Group::spawn(&mut command, Reach::Group).map_err(|source| self.not_started(source))
    }

    fn command(&self) -> Result<Command> {
        #[expect(clippy::disallowed_methods, reason = "this is where all of them start")]
        let mut command = Command::new(&self.name);
        command.args(&self.args);
        if !self.whole_environment {
            command.env_clear().envs(environment::allowed());
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        passing::hand_over(&mut command, &self.passed).map_err(|source| self.not_passed(source))?;
        Ok(command)
    }

    fn not_started(&self, source: io::Error) -> Error {
        let program = self.name.to_string_lossy();
        let folder_is_there = self.folder.as_ref().is_none_or(|folder| folder.is_dir());
        if source.kind() != io::ErrorKind::NotFound || !folder_is_there {
            return Error::tool(format!("cannot start `{self}`")).because(source);
        }
        let error = if program.contains('/') {
            Error::tool(format!("there is no program {program}"))
        } else {
            Error::tool(format!("{program} is not installed"))
                .because(format!("no folder on PATH has a program `{program}`"))
        };
        match &self.missing_hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    pub(super) fn failed(&self, failure: Failure) -> Error {
        Error::tool(format!("`{self}` failed")).because(failure)
    }

    pub(super) fn lost(&self, source: io::Error) -> Error {
        Error::tool(format!("lost contact with `{self}`")).because(source)
    }
}

/// The command line, as one would type it.
impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::quote(&self.name.to_string_lossy()))?;
        for arg in &self.args {
            write!(f, " {}", super::quote(&arg.to_string_lossy()))?;
        }
        Ok(())
    }
}
