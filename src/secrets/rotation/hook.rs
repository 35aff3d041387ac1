//! Executables of the repository: what only its owner knows how to do.
//!
//! They are run in the source root with the action as their argument, and read from standard input
//! `{"version":1,"action":..,"secret":..,"kind":..,"id":..,"host":..,"fds":{"new":3,"old":4}}`. The values
//! are on the file descriptors that `fds` names, and nowhere else.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::fsx;
use crate::proc::Program;

/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// As much of a value as one may hand back, in bytes.
const LIMIT: u64 = 1 << 20;

/// Where the first value is read.
const FIRST: i32 = 3;

/// A call of one.
pub struct Call<'a> {
    /// The executable, relative to the source root.
    pub hook: &'a str,
    /// What it is to do.
    pub action: &'static str,
    /// What it is told beside that; nothing secret.
    pub told: Map<String, Value>,
    /// Values, by their names.
    pub values: Vec<(&'a str, &'a [u8])>,
    /// Whether it hands a value back, on the descriptor that `fds.out` names.
    pub answers: bool,
}

/// What came of it.
pub struct Answer {
    /// How it ended.
    pub status: ExitStatus,
    /// The last lines of what it wrote to standard error.
    pub stderr: String,
    /// What it printed.
    pub text: String,
    /// The value that it handed back.
    pub value: Option<Zeroizing<Vec<u8>>>,
}

impl Call<'_> {
    /// Makes it, whatever comes of it.
    ///
    /// # Errors
    /// An executable that is not there, or one that takes too long.
    pub fn outcome(&self, root: &Path) -> Result<Answer> {
        let mut program = Program::new(path(root, self.hook)?)
            .arg(self.action)
            .folder(root)
            .with_whole_environment()
            .time_limit(PATIENCE);
        let mut fds = Map::new();
        let mut number = FIRST;
        for (name, value) in &self.values {
            program = program.passing(number, value)?;
            fds.insert((*name).to_owned(), number.into());
            number += 1;
        }
        let mut received = None;
        if self.answers {
            let (receiving, handed) = program.receiving(number)?;
            (program, received) = (receiving, Some(handed));
            fds.insert("out".to_owned(), number.into());
        }
        let mut told = self.told.clone();
        told.insert("version".to_owned(), 1.into());
        told.insert("action".to_owned(), self.action.into());
        told.insert("fds".to_owned(), json!(fds));
        let output = program.stdin(Value::Object(told).to_string()).output()?;
        let value = received.map(|received| received.read(LIMIT)).transpose();
        let value = value.map_err(|error| {
            Error::tool(format!("what {} handed back cannot be read", self.hook)).because(error)
        })?;
        let text = output.text().into_owned();
        Ok(Answer { status: output.status, stderr: output.stderr_tail, text, value })
    }

    /// Makes it; it must succeed.
    ///
    /// # Errors
    /// What it said as it failed.
    pub fn run(&self, root: &Path) -> Result<Answer> {
        let answer = self.outcome(root)?;
        if answer.status.success() {
            return Ok(answer);
        }
        let said = answer.stderr.trim();
        let why = if said.is_empty() {
            answer.status.to_string()
        } else {
            format!("{}: {said}", answer.status)
        };
        Err(Error::tool(format!("{} could not {}", self.hook, self.action)).because(why))
    }
}

/// Where a hook lies.
///
/// # Errors
/// One that is not there, or not in the repository.
pub fn path(root: &Path, hook: &str) -> Result<PathBuf> {
    let wrong = |why: &str| {
        Error::input(format!("the hook {hook} {why}"))
            .hint("a hook is an executable of the repository, named from its top level")
    };
    let path = fsx::real(&root.join(hook))?;
    if !path.starts_with(root) {
        return Err(wrong("leads out of the repository"));
    }
    let Some(found) = fsx::stat(&path)? else { return Err(wrong("is not there")) };
    if !found.is_file() || found.permissions().mode() & 0o111 == 0 {
        return Err(wrong("is not executable"));
    }
    Ok(path)
}
