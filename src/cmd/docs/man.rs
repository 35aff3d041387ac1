//! The manual: a page for the program, and one for each verb and subverb.

use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::error::{Error, Exit, Result};
use crate::fsx;

/// A page, by the name of its file.
pub(super) struct Page {
    file: String,
    pub(super) text: String,
}

/// All pages, that of the program first.
pub(super) fn pages(root: Command) -> Result<Vec<Page>> {
    let mut root = root.disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    add(&mut pages, root, true)?;
    Ok(pages)
}

/// Writes all pages into a folder.
pub(super) fn write(root: Command, folder: &Path) -> Result<()> {
    fsx::create_folder(folder)?;
    for page in pages(root)? {
        fsx::write(&folder.join(&page.file), page.text.as_bytes())?;
    }
    Ok(())
}

fn add(pages: &mut Vec<Page>, command: Command, is_root: bool) -> Result<()> {
    let verbs: Vec<Command> =
        command.get_subcommands().filter(|verb| !verb.is_hide_set()).cloned().collect();
    pages.push(page(command, is_root)?);
    verbs.into_iter().try_for_each(|verb| add(pages, verb, false))
}

fn page(command: Command, is_root: bool) -> Result<Page> {
    let has_verbs = command.get_subcommands().any(|verb| !verb.is_hide_set());
    // The global options stand in the page of the program alone.
    let command = if is_root {
        command
    } else {
        command.mut_args(|arg| arg.clone().hide(arg.is_global_set()))
    };
    // No day: the same program has the same pages. An empty text would be left out.
    let man = Man::new(command).date(" ").source(concat!("nixward ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    let mut render = || -> std::io::Result<()> {
        man.render_title(&mut text)?;
        man.render_name_section(&mut text)?;
        man.render_synopsis_section(&mut text)?;
        man.render_description_section(&mut text)?;
        man.render_options_section(&mut text)?;
        if has_verbs {
            man.render_subcommands_section(&mut text)?;
        }
        end(is_root).to_writer(&mut text)
    };
    render().map_err(|error| Error::internal("cannot make the manual").because(error))?;
    Ok(Page { file: man.get_filename(), text: String::from_utf8_lossy(&text).into_owned() })
}

/// What follows the options: exit codes for the program, and for a verb where to find them.
fn end(is_root: bool) -> Roff {
    let mut roff = Roff::new();
    if is_root {
        roff.control("SH", ["EXIT STATUS"]);
        for exit in Exit::ALL {
            roff.control("TP", []);
            roff.text([bold(exit.code().to_string())]);
            roff.text([roman(exit.meaning())]);
        }
    } else {
        roff.control("SH", ["SEE ALSO"]);
        roff.text([
            bold("nixward"),
            roman("(1) for options that every verb has, and for exit codes"),
        ]);
    }
    roff
}
