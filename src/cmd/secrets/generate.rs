//! `nixward secrets generate`

use std::path::PathBuf;

use super::find;
use super::session::{KeyArgs, Session};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::fsx;
use crate::model::secrets::{Secret, SecretMatrix};
use crate::secrets::generator::{Generator, Made};
use crate::secrets::value::{self, New};

/// Make the values of secrets that are not there yet
///
/// How is said by the rule: `generator = { kind = "password"; length = 48; }`; kinds are password,
/// token, hex, base64, wireguard, wireguard-psk and ssh-ed25519. Public halves of keys are written
/// beside them, as `NAME.pub`. A value that is there is never made anew.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The secrets; all that have a generator and no file where none is named
    #[arg(value_name = "SECRET")]
    names: Vec<String>,
    /// Say what would be made, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    keys: KeyArgs,
}

pub(super) fn run(context: &Context, matrix: &SecretMatrix, args: &Args) -> Result<Exit> {
    let session = Session::begin(context)?;
    if session.store.has_journal()? && !args.dry_run {
        // What an interrupted run has made already is not made twice.
        drop(session.change(context, "generate", [])?);
    }
    let mut new = Vec::new();
    for (secret, generator) in wanted(&session, matrix, args)? {
        let place = session.place(secret)?;
        let Made { value, public } = generator.make().map_err(Error::tool)?;
        let public = public.map(|text| (public_path(&place.path), text));
        if let Some((path, _)) = &public
            && fsx::lstat(path)?.is_some()
        {
            return Err(Error::input(format!("{} is there already", path.display()))
                .because(format!("it would be the public half of {}", place.file))
                .hint("nothing was written; move it away first"));
        }
        new.push(New { place, value, public });
    }
    let files: Vec<String> = new.iter().map(|new| new.place.file.to_owned()).collect();
    if files.is_empty() {
        context.ui.note("every secret that has a generator has a value");
        return Ok(Exit::Fine);
    }
    if !args.dry_run {
        let keys = session.keys(context, &args.keys)?;
        let folders: Vec<PathBuf> =
            new.iter().filter_map(|new| new.place.path.parent().map(PathBuf::from)).collect();
        let change = session.change(context, "generate", folders.iter().map(AsRef::as_ref))?;
        value::write_new(change, &new, &session.tools(&keys))?;
    }
    let verb = if args.dry_run { "would be made" } else { "is made" };
    let lines: Vec<String> = files.iter().map(|file| format!("{file} {verb}")).collect();
    context.ui.lines(lines.iter().map(String::as_str))?;
    Ok(Exit::Fine)
}

fn wanted<'m>(
    session: &Session,
    matrix: &'m SecretMatrix,
    args: &Args,
) -> Result<Vec<(&'m Secret, Generator)>> {
    let all = matrix.secrets.iter().filter(|secret| !secret.rules.is_empty());
    let named = !args.names.is_empty();
    let secrets: Vec<&Secret> = if named {
        args.names.iter().map(|name| find(matrix, name)).collect::<Result<_>>()?
    } else {
        all.collect()
    };
    let mut wanted = Vec::new();
    for secret in secrets {
        let is_there = fsx::stat(&session.store.path(&secret.file)?)?.is_some();
        if is_there && named {
            return Err(Error::input(format!("{} has a value already", secret.file)).hint(
                "nothing was made; a value that is there is changed by `nixward secrets edit`",
            ));
        }
        if is_there {
            continue;
        }
        match generator(secret)? {
            Some(generator) => wanted.push((secret, generator)),
            None if named => {
                return Err(Error::input(format!(
                    "the rule of {} names no generator",
                    secret.file
                ))
                .hint("such as `generator = \"password\";`")
                .hint("where it says `rotate`, `nixward secrets rotate` makes the first value"));
            }
            None => {}
        }
    }
    Ok(wanted)
}

fn generator(secret: &Secret) -> Result<Option<Generator>> {
    let Some(rule) = secret.rules.first() else { return Ok(None) };
    let wrong = |why: String| Error::input(format!("{}: {why}", crate::secrets::plan::place(rule)));
    match &rule.policy {
        Ok(policy) => Generator::of(policy).map_err(wrong),
        Err(mistake) => Err(wrong(mistake.message.clone())),
    }
}

/// `x.age` is the secret half, `x.pub` the public one.
fn public_path(path: &std::path::Path) -> PathBuf {
    if path.extension().is_some_and(|extension| extension == "age") {
        return path.with_extension("pub");
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}
