//! `nixward docs PAGE`: the pages of the documentation that are made from the source, so that they
//! cannot be wrong.

mod cli;
mod contracts;
mod man;

use std::path::PathBuf;

use clap::ValueEnum;

use crate::context::Context;
use crate::error::{Exit, Result};
use crate::flake::inventory;
use crate::render;

/// Print a page of the documentation that is made from the source
#[derive(clap::Args, Debug)]
#[command(hide = true)]
pub struct Args {
    /// Which page
    page: Page,
    /// Write the manual, a page for each verb, into this folder
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Page {
    /// docs/alerts.md
    Alerts,
    /// docs/cli.md
    Cli,
    /// docs/contracts.md
    Contracts,
    /// docs/inventory.md
    Inventory,
    /// The manual, in roff; without a folder the page of the program alone
    Man,
}

/// Prints the page.
pub fn run(context: &Context, args: &Args, root: clap::Command) -> Result<Exit> {
    if let (Page::Man, Some(folder)) = (args.page, &args.folder) {
        man::write(root, folder)?;
        return Ok(Exit::Fine);
    }
    let text = match args.page {
        Page::Alerts => render::alerts_page(),
        Page::Cli => cli::page(root),
        Page::Contracts => contracts::page(),
        Page::Inventory => inventory::page(),
        Page::Man => man::pages(root)?.into_iter().next().map(|page| page.text).unwrap_or_default(),
    };
    context.ui.print(&text)?;
    Ok(Exit::Fine)
}
