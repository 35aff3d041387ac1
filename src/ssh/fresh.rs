//! A login that shares nothing with any other: proof that a host still lets us in.
//!
//! A login made earlier goes on when a firewall, sshd or a key has begun to refuse new ones; so what must
//! know runs ssh anew, without a control socket.

use std::time::{Duration, Instant};

use super::config;
use super::connection::{BEGIN, MOST_OUTPUT, REMOTE, Ran, Ssh, read};
use super::failure::Failure;
use crate::error::{self, Error};
use crate::proc::{self, Program, Stream};

impl Ssh {
    /// Runs a POSIX sh script over a connection of its own, within this time in all. Addresses are tried in
    /// order until one answers; a script that may have begun is never run again.
    pub fn fresh(&self, host: &str, script: &str, within: Duration) -> Result<Ran, Failure> {
        let until = Instant::now() + within;
        let mut failure = Failure::NoAnswer(format!("nothing says how {host} is reached"));
        for alias in self.aliases(host) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            match self.anew(&alias, script, left) {
                Err(Failure::NoAnswer(text)) => failure = Failure::NoAnswer(text),
                done => return done,
            }
        }
        Err(failure)
    }

    fn anew(&self, alias: &str, script: &str, within: Duration) -> Result<Ran, Failure> {
        let program = Program::new("ssh")
            .args(["-S", "none", "-F"])
            .arg(&self.config)
            .args([alias, REMOTE])
            .stdin(script)
            .stdout_limit(MOST_OUTPUT)
            .time_limit(within);
        let mut begun = false;
        let mut watch = |stream: Stream, line: &str| {
            begun |= stream == Stream::Stdout && line == BEGIN.trim_end();
        };
        let output = program.watched(&mut watch).map_err(|error| {
            let text = told(&error, within);
            if begun { Failure::Lost(text) } else { Failure::NoAnswer(text) }
        })?;
        if begun {
            return read(&output.stdout, output.stderr_tail.as_bytes());
        }
        Err(Failure::of_ssh(&output.stderr_tail))
    }

    /// What makes Nix use the same configuration, for the variable `NIX_SSHOPTS`. Nix cuts it at blanks.
    ///
    /// # Errors
    /// The folder of the run has a blank in its name.
    pub fn nix_options(&self) -> error::Result<String> {
        match self.config.to_str() {
            Some(path) if !path.contains(char::is_whitespace) => Ok(format!("-F {path}")),
            _ => Err(Error::tool(format!(
                "Nix cannot be told to use {}: its path has a blank",
                self.config.display()
            ))
            .hint("point XDG_RUNTIME_DIR to a folder without blanks in its path")),
        }
    }

    /// The store of a host, as Nix names it, reached by the address that answered
    /// ([`super::Connection::address`]); only with [`Self::nix_options`].
    pub fn store(&self, host: &str, address: &str) -> Option<String> {
        let at = self.targets.iter().position(|target| target.name == *host)?;
        let way = self.targets.get(at)?.ways().into_iter().position(|way| way == address)?;
        Some(format!("ssh-ng://{}", config::alias(at, way)))
    }

    fn aliases(&self, host: &str) -> Vec<String> {
        let found = self.targets.iter().enumerate().find(|(_, target)| target.name == *host);
        let ways = found.map(|(at, target)| (at, target.ways().len()));
        ways.map_or_else(Vec::new, |(at, count)| {
            (0..count).map(|way| config::alias(at, way)).collect()
        })
    }
}

/// Why ssh gave no answer, on one line.
fn told(error: &Error, within: Duration) -> String {
    let cause = error.source.as_ref().and_then(|source| source.downcast_ref::<proc::Failure>());
    match cause {
        Some(proc::Failure::TimedOut { .. }) => {
            format!("no answer within {} s", within.as_secs_f32())
        }
        Some(proc::Failure::TooMuchOutput { limit }) => {
            format!("more than {limit} bytes were printed")
        }
        _ => error.message.clone(),
    }
}
