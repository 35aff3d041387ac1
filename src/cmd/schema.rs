//! `nixward schema`

use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::inventory;

/// Print the JSON Schema of the inventory (fleet.nix)
///
/// docs/inventory.md says the same for people. Editors and other tools that write inventories can
/// check them against this; nixward itself also checks that names refer to something.
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Prints the schema.
pub fn run(context: &Context, _: &Args) -> Result<Exit> {
    let schema = serde_json::to_string_pretty(inventory::schema())
        .map_err(|error| Error::internal("cannot write the schema").because(error))?;
    context.ui.print(&format!("{schema}\n"))?;
    Ok(Exit::Fine)
}
