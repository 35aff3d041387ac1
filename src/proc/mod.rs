//! Child processes: the one place that starts programs.
//!
//! [`Program`] is the builder: an argument vector (never a shell), an allow-list for the
//! environment, nothing to read unless given, a time limit, its own process group, and file
//! descriptors for values that nobody else may see. Three ways to run it:
//! - [`Program::run`] and its kin collect the output of a program that ends by itself,
//! - [`Program::talk`] keeps one running to ask it questions,
//! - [`Program::interactive`] hands it the terminal.
//!
//! Whatever happens, a program does not outlive nixward: its whole process group ends with the
//! value that stands for it, with a time limit, and with Ctrl-C (`signals`).

mod capture;
mod command;
mod environment;
mod failure;
mod group;
mod passing;
mod run;
mod secrecy;
mod signals;
mod talk;
#[cfg(test)]
mod tests;
pub mod trace;

pub use command::Program;
pub use failure::Failure;
pub use passing::Received;
pub use run::{Output, Stream};
pub use secrecy::hold_secrets;
pub use signals::{Cleanup, at_interrupt};
pub use talk::Talk;

use std::borrow::Cow;

/// A word as a shell would take it, for messages. A NUL byte is left as it is.
pub fn quote(word: &str) -> Cow<'_, str> {
    shlex::try_quote(word).unwrap_or(Cow::Borrowed(word))
}
