//! `nixward agenix`

use std::path::{Path, PathBuf};

use super::format::FormatArgs;
use super::secrets::{KeyArgs, decrypt, edit, matrix, rekey};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::model::secrets::{Secret, SecretMatrix, Tool};

/// Do what agenix does, with its flags
///
/// For scripts and habits: `-e`, `-r`, `-d` and `-i`, the variables RULES and EDITOR, and exit code 1
/// for whatever fails. Other than agenix it refuses an empty value, names a file that has no rule or
/// is not there, and rekeys all files or none.
#[derive(clap::Args, Debug)]
#[group(id = "what", required = true, multiple = false, args = ["edit", "rekey", "decrypt"])]
pub struct Args {
    /// Edit FILE using $EDITOR, or set it from standard input
    #[arg(short, long, value_name = "FILE")]
    edit: Option<String>,
    /// Encrypt all secrets anew
    #[arg(short, long)]
    rekey: bool,
    /// Print the value of FILE
    #[arg(short, long, value_name = "FILE")]
    decrypt: Option<String>,
    #[command(flatten)]
    keys: KeyArgs,
    /// The rules file
    #[arg(
        long,
        env = "RULES",
        default_value = "./secrets.nix",
        value_name = "FILE",
        hide_env_values = true
    )]
    rules: PathBuf,
}

/// Runs the verb; whatever fails is exit code 1.
pub fn run(context: &Context, args: Args) -> Exit {
    work(context, args).unwrap_or_else(|error| {
        context.ui.error(&error);
        Exit::Findings
    })
}

fn work(context: &Context, args: Args) -> Result<Exit> {
    let rules = context.directory.join(&args.rules);
    let read = || only(context, matrix(context, Some(&rules))?.of(Tool::Agenix), &rules);
    if args.rekey {
        return rekey::run(
            context,
            read()?,
            &read,
            &rekey::Args::all(args.keys, FormatArgs::human()),
            Vec::new(),
        );
    }
    let matrix = read()?;
    if let Some(name) = args.edit {
        let secret = find(&matrix, &rules, &name)?;
        return edit::set(context, secret, &edit::Args::plain(name, args.keys), edit::Verb::Edit);
    }
    let name = args.decrypt.unwrap_or_default();
    decrypt::print(context, find(&matrix, &rules, &name)?, &args.keys)
}

/// What one rules file says.
fn only(context: &Context, mut matrix: SecretMatrix, rules: &Path) -> Result<SecretMatrix> {
    let rules = context.inside(rules)?;
    matrix.rules_files.retain(|file| file.file == rules.as_str());
    if let Some(mistake) = matrix.rules_files.iter().find_map(|file| file.mistakes.first()) {
        let line = mistake.at.as_ref().map(|at| format!(":{}", at.line)).unwrap_or_default();
        return Err(Error::input(format!("{rules}{line}: {}", mistake.message)));
    }
    for secret in &mut matrix.secrets {
        secret.rules.retain(|rule| rule.rules_file == rules.as_str());
    }
    matrix.secrets.retain(|secret| !secret.rules.is_empty());
    Ok(matrix)
}

/// The secret that a rule has under this very name, as agenix looks it up, or by its path.
fn find<'m>(matrix: &'m SecretMatrix, rules: &Path, name: &str) -> Result<&'m Secret> {
    let named = |secret: &&Secret| secret.rules.iter().any(|rule| rule.name == name);
    let plain = name.strip_prefix("./").unwrap_or(name);
    let found = matrix.secrets.iter().find(named);
    found
        .or_else(|| matrix.secret(plain))
        .ok_or_else(|| Error::input(format!("there is no rule for {name} in {}", rules.display())))
}
