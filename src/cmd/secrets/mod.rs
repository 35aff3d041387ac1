//! `nixward secrets`

mod bootstrap;
mod check;
pub(super) mod decrypt;
mod due;
pub(super) mod edit;
mod generate;
mod install;
mod list;
mod merge_driver;
mod prune;
mod readers;
pub(super) mod rekey;
mod report;
mod rotate;
mod rows;
mod scan;
mod session;
mod show;
mod sops;

use std::path::{Path, PathBuf};

use clap::Subcommand;

pub(super) use session::KeyArgs;

use super::format::FormatArgs;
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::secrets;
use crate::model::secrets::{Secret, SecretMatrix, Tool};
use crate::tree;

/// Know, check and change the secrets of the flake
///
/// Reads rules files of agenix and ragenix (`secrets.nix`, found in the flake), creation rules of sops
/// (`.sops.yaml`) and the headers of the encrypted files, without Nix; a private key is needed only to
/// open a secret. Secrets of sops are changed by the program `sops`, on a copy that is looked at. Whatever is
/// written is planned in full first, and a crash at any moment leaves each file as it was or as it
/// was to be.
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
    Rekey(rekey::Args),
    Edit(edit::Args),
    Create(edit::Args),
    Generate(generate::Args),
    Install(install::Args),
    Rotate(rotate::Args),
    Decrypt(decrypt::Args),
    Bootstrap(bootstrap::Args),
    Due(due::Args),
    Report(report::Args),
    Scan(scan::Args),
    Prune(prune::Args),
    MergeDriver(merge_driver::Args),
}

#[derive(clap::Args, Debug)]
struct OneArgs {
    /// The secret: its path, its name in the rules file, or its file name
    #[arg(value_name = "SECRET")]
    name: String,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(clap::Args, Debug)]
struct WhoArgs {
    /// A host or admin of the inventory, a key, or the comment of one
    #[arg(value_name = "WHO")]
    who: String,
    #[command(flatten)]
    format: FormatArgs,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let rules = args.rules.as_deref();
    let all = || matrix(context, rules);
    let of_age = || Ok(all()?.of(Tool::Agenix));
    match &args.verb {
        Verb::List(format) => list::run(context, &all()?, *format),
        Verb::Show(args) => one(context, &all()?, args, show::run),
        Verb::Who(args) => one(context, &all()?, args, readers::who),
        Verb::ReadableBy(args) => readers::readable_by(context, &all()?, &args.who, args.format),
        Verb::Check(format) => check::run(context, &all()?, *format),
        Verb::Rekey(args) => {
            let known = all()?;
            let done = sops::rekey(context, &known, args)?;
            rekey::run(context, known.of(Tool::Agenix), &of_age, args, done)
        }
        Verb::Edit(args) => edit::run(context, &all()?, args, edit::Verb::Edit),
        Verb::Create(args) => edit::run(context, &all()?, args, edit::Verb::Create),
        Verb::Install(args) => install::run(context, args),
        Verb::Generate(args) => generate::run(context, &of_age()?, args),
        Verb::Rotate(args) => rotate::run(context, rules, args),
        Verb::Decrypt(args) => decrypt::run(context, &all()?, args),
        Verb::Bootstrap(args) => bootstrap::run(context, rules, &of_age()?, args),
        Verb::Due(args) => due::run(context, &all()?, args),
        Verb::Report(args) => report::run(context, &all()?, args),
        Verb::Scan(args) => scan::run(context, &all()?, args),
        Verb::Prune(args) => prune::run(context, rules, &of_age()?, args),
        Verb::MergeDriver(args) => merge_driver::run(context, args),
    }
}

/// Says something of one secret.
fn one(
    context: &Context,
    matrix: &SecretMatrix,
    args: &OneArgs,
    say: fn(&Context, &SecretMatrix, &Secret, FormatArgs) -> Result<Exit>,
) -> Result<Exit> {
    say(context, matrix, find(matrix, &args.name)?, args.format)
}

/// Finds the flake; in a folder that holds none, what lies below its top level.
fn look_around(context: &Context) -> Result<()> {
    if context.source().is_err() && tree::flake_above(&context.directory)?.is_none() {
        context.look_at(tree::around(&context.directory)?)?;
    }
    Ok(())
}

/// What is known of the secrets now.
pub(super) fn matrix(context: &Context, rules: Option<&Path>) -> Result<SecretMatrix> {
    look_around(context)?;
    let rules = rules.map(|path| context.inside(path)).transpose()?;
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
