//! nixward: one tool for a fleet of NixOS machines that lives in one flake.
//!
//! Modules stand in layer order; a module may import only from layers above it in this list
//! (`tests/it/layers.rs` enforces it).

// L0: plain data
pub mod error;
pub mod model;
// L1: the machine
pub mod fsx;
pub mod proc;
pub mod tree;
// L2: languages and tools
pub mod agefile;
pub mod nix;
pub mod pure;
pub mod sopsfile;
pub mod ssh;
pub mod syntax;
// L3: what is known of a flake
pub mod flake;
// L4: the domains
pub mod check;
pub mod render;
pub mod secrets;
pub mod status;
// L5: all printing
pub mod ui;
// L6: the verbs
pub mod cmd;
pub mod context;
// L7: the command line
pub mod cli;

use std::io::Write as _;
use std::panic::UnwindSafe;

use crate::cli::{Answer, Cli};
use crate::cmd::completions::Question;
use crate::context::Context;
use crate::error::Exit;
use crate::ui::{Color, Ui};

/// Runs the command line of this process; says how it ended.
pub fn run() -> Exit {
    if let Some(question) = Question::of_process() {
        return complete(question);
    }
    ui::report_panics();
    guard(|| match Cli::of_process() {
        Ok(cli) => execute(cli),
        Err(answer) => print(&answer),
    })
}

/// Tells a shell how a command line may go on. What separates its words is no text for a terminal.
fn complete(question: Question) -> Exit {
    let answer = question.answer(Cli::description);
    // A shell that is gone needs no answer.
    let _ = ui::raw_stdout().write_all(answer.as_bytes());
    Exit::Fine
}

/// A panic has been told by its hook; what is left of it is the exit code.
fn guard(run: impl FnOnce() -> Exit + UnwindSafe) -> Exit {
    std::panic::catch_unwind(run).unwrap_or(Exit::Bug)
}

fn execute(cli: Cli) -> Exit {
    let Cli { globals, command } = cli;
    ui::trace_to_stderr(globals.verbose, globals.color());
    let ui = Ui::standard(globals.color(), globals.quiet);
    let context = Context::new(globals.directory, globals.fleet, !globals.no_cache, ui);
    command.run(&context, Cli::description()).unwrap_or_else(|error| {
        context.ui.error(&error);
        error.kind.exit()
    })
}

fn print(answer: &Answer) -> Exit {
    let ui = Ui::standard(Color::Auto, false);
    if answer.exit == Exit::Usage {
        ui.alert(&answer.text);
        return answer.exit;
    }
    match ui.print(&answer.text) {
        Ok(()) => answer.exit,
        Err(error) => error.kind.exit(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Exit, guard};

    #[test]
    fn a_panic_ends_as_a_bug() {
        assert_eq!(guard(|| panic!("provoked by a test")), Exit::Bug);
    }
}
