//! `nixward secrets edit` and `nixward secrets create`

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::find;
use super::session::{KeyArgs, Session};
use super::sops;
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::fsx;
use crate::model::secrets::{Secret, SecretMatrix, Tool};
use crate::secrets::editor::{Desk, Edited};
use crate::secrets::keys::Keys;
use crate::secrets::value::{self, Place, Written};

/// Set the value of a secret
///
/// In an editor (`$VISUAL`, `$EDITOR` or vi) on a terminal, on a file system in memory; else from
/// standard input. A value that is the same is not written, an empty one is refused. `create` does the
/// same for a secret that must not be there yet. Of a secret of sops the whole file is the value.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The secret: its path, its name in the rules file, or its file name
    #[arg(value_name = "SECRET")]
    pub(super) name: String,
    /// Take the value from this file; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(super) from: Option<PathBuf>,
    /// Let the value be empty
    #[arg(long)]
    pub(super) allow_empty: bool,
    #[command(flatten)]
    pub(super) keys: KeyArgs,
}

/// Which of the two verbs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Edit,
    Create,
}

pub fn run(context: &Context, matrix: &SecretMatrix, args: &Args, verb: Verb) -> Result<Exit> {
    let secret = find(matrix, &args.name)?;
    if secret.tool == Tool::Sops && verb == Verb::Edit {
        return sops::edit(context, secret, args);
    }
    set(context, secret, args, verb)
}

impl Args {
    /// As agenix edits: in an editor, or from standard input.
    pub(in crate::cmd) fn plain(name: String, keys: KeyArgs) -> Self {
        Self { name, from: None, allow_empty: false, keys }
    }
}

/// Sets the value of a secret.
pub(in crate::cmd) fn set(
    context: &Context,
    secret: &Secret,
    args: &Args,
    verb: Verb,
) -> Result<Exit> {
    let session = Session::begin(context)?;
    let place = session.place(secret)?;
    if verb == Verb::Create && fsx::stat(&place.path)?.is_some() {
        return Err(Error::input(format!("{} is there already", place.file))
            .hint(format!("`nixward secrets edit {}` changes its value", place.file)));
    }
    let is_new = fsx::stat(&place.path)?.is_none();
    let keys = session.keys(context, &args.keys)?;
    if !keys.identities.may_open(&place.target.recipients) {
        context.ui.note(&format!("none of your keys may open {} by its rule", place.file));
    }
    let written = match &args.from {
        Some(path) if path != Path::new("-") => {
            let file = File::open(path).map_err(|error| fsx::error("read", path, error))?;
            stream(context, &session, &place, &keys, file, args)?
        }
        None if io::stdin().is_terminal() => in_editor(context, &session, &place, &keys, args)?,
        _ => stream(context, &session, &place, &keys, io::stdin().lock(), args)?,
    };
    match written {
        Written::Yes if is_new => context.ui.note(&format!(
            "{} is written; git and Nix see it once it is added: git add -N {}",
            place.file,
            crate::proc::quote(place.file)
        )),
        Written::Yes => context.ui.note(&format!("{} is written", place.file)),
        Written::Same => {
            context.ui.note(&format!("{} wasn't changed, and is not written", place.file));
        }
        Written::Rescued(path) => return Err(conflict(place.file, &path)),
    }
    Ok(Exit::Fine)
}

/// The error for a value that another one came before.
pub(super) fn conflict(file: &str, path: &Path) -> Error {
    Error::tool(format!("{file} was given another value meanwhile"))
        .because(format!("yours is in {}, encrypted to whom the rule names", path.display()))
        .hint("look at both with `nixward secrets decrypt`, set the right one and remove the other")
}

/// Sets a value as it comes, of whatever size.
fn stream(
    context: &Context,
    session: &Session,
    place: &Place<'_>,
    keys: &Keys,
    mut content: impl Read,
    args: &Args,
) -> Result<Written> {
    let tools = session.tools(keys);
    let change = session.change(context, "edit", place.path.parent())?;
    let before = value::look_at(place, &tools)?;
    value::write(change, place, &before, &mut content, args.allow_empty, &tools)
}

fn in_editor(
    context: &Context,
    session: &Session,
    place: &Place<'_>,
    keys: &Keys,
    args: &Args,
) -> Result<Written> {
    let tools = session.tools(keys);
    let (value, before) = value::read(place, &tools)?;
    let desk = Desk::new()?;
    let value = match desk.edit(&editor(), place.file, &value)? {
        Edited::Value(value) => value,
        Edited::Failed(why, _) => {
            return Err(
                Error::tool(format!("{} is as it was: the editor failed", place.file)).because(why)
            );
        }
        Edited::Killed(value) => return Err(killed(session, place, &value, &tools)),
    };
    let change = session.change(context, "edit", place.path.parent())?;
    value::write(change, place, &before, &mut value.as_slice(), args.allow_empty, &tools)
}

/// The editor was killed: what it had written is kept, encrypted.
fn killed(
    session: &Session,
    place: &Place<'_>,
    value: &Zeroizing<Vec<u8>>,
    tools: &value::Tools<'_>,
) -> Error {
    let error = Error::tool(format!("{} is as it was: the editor was killed", place.file));
    if value.is_empty() {
        return error;
    }
    match value::rescue(&session.store, place, value, tools) {
        Ok(path) => error.hint(format!("what it had written is in {}, encrypted", path.display())),
        Err(why) => error.because(why),
    }
}

fn editor() -> String {
    let set = |name: &str| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    set("EDITOR").or_else(|| set("VISUAL")).unwrap_or_else(|| "vi".to_owned())
}
