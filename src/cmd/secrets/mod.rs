//! `nixward secrets`

mod check;
mod list;
mod readers;
mod rows;
mod show;

use std::path::PathBuf;

use clap::Subcommand;

use super::format::FormatArgs;
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::secrets;
use crate::model::secrets::{Secret, SecretMatrix};

/// Say who may open which secret, and whether the files agree
///
/// Reads rules files of agenix and ragenix (`secrets.nix`, found in the flake) and the headers of
/// the encrypted files, without Nix and without a private key.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Read this rules file besides those that are found
    #[arg(long, value_name = "FILE", global = true, env = "RULES", hide_env_values = true)]
    rules: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the secrets with their rules and files
    List(FormatArgs),
    /// Say all that is known of a secret; never its value
    Show(OneArgs),
    /// Say who may open a secret by its rule, and who can by its header
    Who(OneArgs),
    /// List what a host, a person or a key may open, and can
    ReadableBy(WhoArgs),
    /// Say what is wrong with the secrets: the rules `NW5xx` of `nixward check`
    Check(FormatArgs),
}

#[derive(clap::Args, Debug)]
struct OneArgs {
    /// The secret: its path, its name in the rules file, or its file name
    name: String,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(clap::Args, Debug)]
struct WhoArgs {
    /// A host or admin of the inventory, a key, or the comment of one
    who: String,
    #[command(flatten)]
    format: FormatArgs,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let matrix = matrix(context, args)?;
    match &args.verb {
        Verb::List(format) => list::run(context, &matrix, *format),
        Verb::Show(args) => show::run(context, &matrix, find(&matrix, &args.name)?, args.format),
        Verb::Who(args) => readers::who(context, &matrix, find(&matrix, &args.name)?, args.format),
        Verb::ReadableBy(args) => readers::readable_by(context, &matrix, &args.who, args.format),
        Verb::Check(format) => check::run(context, &matrix, *format),
    }
}

fn matrix(context: &Context, args: &Args) -> Result<SecretMatrix> {
    let rules = args.rules.as_deref().map(|path| context.inside(path)).transpose()?;
    secrets::read(context.source()?, context.inventory()?, rules.as_ref())
}

/// The secret of that name.
fn find<'m>(matrix: &'m SecretMatrix, name: &str) -> Result<&'m Secret> {
    if let Some(secret) = matrix.secret(name) {
        return Ok(secret);
    }
    let found = |matches: &dyn Fn(&Secret) -> bool| -> Vec<&'m Secret> {
        matrix.secrets.iter().filter(|secret| matches(secret)).collect()
    };
    let by_rule = found(&|secret| secret.rules.iter().any(|rule| rule.name == name));
    let file_name = |secret: &Secret| secret.file.rsplit('/').next().map(str::to_owned);
    let by_file = found(&|secret| {
        file_name(secret)
            .is_some_and(|file| file == name || file.strip_suffix(".age") == Some(name))
    });
    let found = if by_rule.is_empty() { by_file } else { by_rule };
    match found[..] {
        [secret] => Ok(secret),
        [] => Err(Error::input(format!("there is no secret {name}"))
            .hint("`nixward secrets list` lists all")),
        _ => {
            let files: Vec<&str> = found.iter().map(|secret| secret.file.as_str()).collect();
            Err(Error::input(format!("{name} may be any of {}", files.join(", ")))
                .hint("name it by its path"))
        }
    }
}
