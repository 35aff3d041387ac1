//! `nixward options import`: how the table that is built in is made, for those who work on nixward.

use std::path::PathBuf;

use crate::error::{Exit, Result};
use crate::flake::options::{self, Table};
use crate::fsx;

/// Take facts of options into a table: JSON with `options`, `renamed` and `removed`
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The facts
    #[arg(value_name = "FILE")]
    facts: PathBuf,
    /// The source in the table's head that they are from
    #[arg(long, value_name = "NAME")]
    source: String,
    /// The table
    #[arg(long, value_name = "FILE", default_value = "src/flake/options/nixos.tsv")]
    table: PathBuf,
}

/// Takes them in.
pub fn run(args: &Args) -> Result<Exit> {
    let mut table = Table::read(&fsx::read_text(&args.table)?)?;
    options::import(&mut table, &fsx::read_text(&args.facts)?, &args.source)?;
    fsx::write(&args.table, table.write().as_bytes())?;
    Ok(Exit::Fine)
}
