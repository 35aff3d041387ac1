//! `nixward docs PAGE`: the pages of the documentation that are made from the source, so that they
//! cannot be wrong.

mod cli;
mod contracts;

use clap::ValueEnum;

use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::inventory;

/// Print a page of the documentation that is made from the source
#[derive(clap::Args, Debug)]
#[command(hide = true)]
pub struct Args {
    /// Which page
    page: Page,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Page {
    /// docs/cli.md
    Cli,
    /// docs/contracts.md
    Contracts,
    /// docs/inventory.md
    Inventory,
    /// The manual page, in roff
    Man,
}

/// Prints the page.
pub fn run(context: &Context, args: &Args, root: clap::Command) -> Result<Exit> {
    let text = match args.page {
        Page::Cli => cli::page(root),
        Page::Contracts => contracts::page(),
        Page::Inventory => inventory::page(),
        Page::Man => man(root)?,
    };
    context.ui.print(&text)?;
    Ok(Exit::Fine)
}

fn man(root: clap::Command) -> Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(root)
        .render(&mut page)
        .map_err(|error| Error::internal("cannot make the manual page").because(error))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
