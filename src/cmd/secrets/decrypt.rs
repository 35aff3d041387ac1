//! `nixward secrets decrypt`

use super::find;
use super::session::{KeyArgs, Session};
use super::sops;
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::model::secrets::{Secret, SecretMatrix, Tool};
use crate::secrets::value;
use crate::ui::raw_stdout;

/// Print the value of a secret, and nothing else
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The secret: its path, its name in the rules file, or its file name
    #[arg(value_name = "SECRET")]
    name: String,
    #[command(flatten)]
    keys: KeyArgs,
}

pub(super) fn run(context: &Context, matrix: &SecretMatrix, args: &Args) -> Result<Exit> {
    let secret = find(matrix, &args.name)?;
    if secret.tool == Tool::Sops {
        return sops::decrypt(context, secret, &args.keys);
    }
    print(context, secret, &args.keys)
}

/// Prints a value as it is, byte for byte.
pub(in crate::cmd) fn print(context: &Context, secret: &Secret, keys: &KeyArgs) -> Result<Exit> {
    let session = Session::begin(context)?;
    let path = session.store.path(&secret.file)?;
    let keys = session.keys(context, keys)?;
    value::decrypt(&secret.file, &path, &keys.identities, &mut raw_stdout())?;
    Ok(Exit::Fine)
}
