//! Passwords of a repository of restic, which takes several: the new one is added before the old one
//! goes.

use std::time::Duration;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::proc::{Output, Program};
use crate::secrets::rotation::probe::Seen;

/// How long restic may take: it computes each key anew.
const PATIENCE: Duration = Duration::from_secs(300);

/// How restic ends where no key fits.
const WRONG_PASSWORD: i32 = 12;

#[derive(Deserialize)]
struct Key {
    current: bool,
    id: String,
}

fn restic(repository: &str, value: &[u8], args: &[&str]) -> Result<Program> {
    Program::new("restic")
        .args(["--repo", repository, "--no-cache", "--quiet", "--password-file", "/dev/fd/3"])
        .args(args)
        .with_whole_environment()
        .time_limit(PATIENCE)
        .missing_hint("install restic")
        .passing(3, value)
}

fn run(program: &Program, what: &str) -> Result<Output> {
    let output = program.output()?;
    if output.status.success() {
        return Ok(output);
    }
    Err(Error::tool(format!("restic could not {what}"))
        .because(output.stderr_tail.trim().to_owned()))
}

/// Adds a password, unless it is one already.
pub(in crate::secrets::rotation) fn add(repository: &str, old: &[u8], new: &[u8]) -> Result<()> {
    if opens(repository, new)? == Seen::Accepted {
        return Ok(());
    }
    let args = ["key", "add", "--new-password-file", "/dev/fd/4"];
    run(&restic(repository, old, &args)?.passing(4, new)?, "add a password").map(drop)
}

/// Removes a password, unless it is gone already; another one does it.
pub(in crate::secrets::rotation) fn remove(repository: &str, gone: &[u8], by: &[u8]) -> Result<()> {
    if opens(repository, gone)? == Seen::Refused {
        return Ok(());
    }
    let listed = run(&restic(repository, gone, &["key", "list", "--json"])?, "list its keys")?;
    let keys: Vec<Key> = serde_json::from_slice(&listed.stdout)
        .map_err(|error| Error::tool("restic lists its keys in another way").because(error))?;
    let Some(key) = keys.into_iter().find(|key| key.current) else {
        return Err(Error::tool("restic does not say which key a password is of"));
    };
    run(&restic(repository, by, &["key", "remove", &key.id])?, "remove a password").map(drop)
}

/// Whether a password opens a repository.
pub(in crate::secrets::rotation) fn opens(repository: &str, value: &[u8]) -> Result<Seen> {
    let output = restic(repository, value, &["cat", "config", "--no-lock"])?.output()?;
    let said = output.stderr_tail.trim();
    Ok(match output.status.code() {
        Some(0) => Seen::Accepted,
        Some(WRONG_PASSWORD) => Seen::Refused,
        // Versions before 0.17 end with 1, whatever it is.
        _ if said.contains("wrong password or no key found") => Seen::Refused,
        _ => Seen::Unclear(said.to_owned()),
    })
}
