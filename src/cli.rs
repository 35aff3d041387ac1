//! The command line: global flags and the verb. Verbs describe themselves in `cmd/<verb>.rs`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ColorChoice, CommandFactory as _, Parser};

use crate::cmd::Command;
use crate::error::Exit;
use crate::ui::Color;

/// Know, check and run a fleet of NixOS machines from its flake
///
/// Works in any flake that defines NixOS hosts, as it stands. Without Nix installed it already
/// finds the hosts, follows their imports and says what is wrong.
#[derive(Debug, Parser)]
#[command(version, after_long_help = exit_codes(), max_term_width = 100)]
pub struct Cli {
    /// Flags that every verb has.
    #[command(flatten)]
    pub globals: Globals,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What clap has to say instead of a command line: help, version or a usage error.
#[derive(Debug)]
pub struct Answer {
    /// The text, with colour codes.
    pub text: String,
    /// [`Exit::Fine`] where it was asked for.
    pub exit: Exit,
}

impl Cli {
    /// Reads the command line of this process.
    pub fn of_process() -> Result<Self, Answer> {
        Self::try_parse().map_err(|answer| Answer {
            text: answer.render().ansi().to_string(),
            exit: if answer.use_stderr() { Exit::Usage } else { Exit::Fine },
        })
    }

    /// Describes the whole command line, for the verbs that print it.
    pub fn description() -> clap::Command {
        Self::command()
    }
}

/// Flags that every verb has.
#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Look at the flake in this folder instead of the current one
    #[arg(short = 'C', long, global = true, value_name = "DIR", default_value = ".")]
    pub directory: PathBuf,
    /// Read the inventory from this file instead of fleet.nix or hosts/fleet.nix
    #[arg(long, global = true, value_name = "FILE")]
    pub fleet: Option<PathBuf>,
    /// Tell on stderr what is being done; twice for every detail
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Print results and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Neither use nor keep what earlier runs have found out (in `NIXWARD_CACHE_DIR`, or in
    /// `nixward` of `XDG_CACHE_HOME` or `~/.cache`); nothing but time depends on it
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// When to use colour; `auto` honours `NO_COLOR`
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    color: ColorChoice,
}

impl Globals {
    /// When to use colour.
    pub fn color(&self) -> Color {
        match self.color {
            ColorChoice::Auto => Color::Auto,
            ColorChoice::Always => Color::Always,
            ColorChoice::Never => Color::Never,
        }
    }
}

fn exit_codes() -> String {
    Exit::ALL.iter().fold("Exit codes:".to_owned(), |mut table, exit| {
        let _ = write!(table, "\n  {:>2}  {}", exit.code(), exit.meaning());
        table
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
