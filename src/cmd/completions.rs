//! `nixward completions SHELL`

use clap_complete::Shell;

use crate::context::Context;
use crate::error::{Exit, Result};

/// Print the completion script for a shell
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The shell that will read it
    shell: Shell,
}

/// Prints the script.
pub fn run(context: &Context, args: &Args, mut root: clap::Command) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut root, "nixward", &mut script);
    context.ui.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
