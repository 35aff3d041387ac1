//! `nixward internal`: what nixward starts of itself, for nobody to type.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Subcommand;

use crate::error::{Exit, Result};
use crate::proc::trace::{Depth, Order, enter, supervise};

/// Stand between nixward and a program that it runs
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    part: Part,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Run a program, write down what it touches, and end with the nixward that asked for it
    Supervise(Supervise),
    /// Become a program that is traced
    Enter(Enter),
}

#[derive(clap::Args, Debug)]
struct Supervise {
    /// The process that asked for it
    #[arg(long, value_name = "PID")]
    parent: u32,
    /// The folder to watch
    #[arg(long, value_name = "DIR", requires = "log")]
    below: Option<PathBuf>,
    /// Where the record goes
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Also write down what is only asked about
    #[arg(long)]
    questions: bool,
    #[arg(last = true, value_name = "PROGRAM")]
    command: Vec<OsString>,
}

#[derive(clap::Args, Debug)]
struct Enter {
    /// The process that traces it
    #[arg(long, value_name = "PID")]
    parent: u32,
    #[arg(long)]
    questions: bool,
    #[arg(last = true, value_name = "PROGRAM")]
    command: Vec<OsString>,
}

/// Runs the part that is named.
pub fn run(args: Args) -> Result<Exit> {
    match args.part {
        Part::Supervise(Supervise { parent, below, log, questions, command }) => {
            let trace = below.zip(log).map(|(below, log)| (below, depth(questions), log));
            supervise(&Order { parent, trace, command })?;
            Ok(Exit::Fine)
        }
        Part::Enter(Enter { parent, questions, command }) => {
            Err(enter(parent, depth(questions), &command))
        }
    }
}

fn depth(questions: bool) -> Depth {
    if questions { Depth::Questions } else { Depth::Reads }
}
