//! What is in the files of a generation: opened secrets, and texts with secrets in them.

use std::io::{self, Read, Write};
use std::path::Path;

use zeroize::Zeroizing;

use super::manifest::{Item, Manifest};
use crate::agefile::{Identities, plaintext};
use crate::error::{Error, Result};
use crate::fsx;
use crate::proc::Program;
use crate::secrets::cipher::{self, copy};

/// How placeholders begin and end.
const BEGIN: &str = "<NIXWARD-SECRET:";
const END: char = '>';

/// As much of a secret as may stand in a text, in bytes.
const LIMIT: u64 = 1 << 20;

/// Opens a secret into a file.
pub(super) fn open(
    manifest: &Manifest,
    item: &Item,
    sealed: &Path,
    identities: &Identities,
    target: &Path,
) -> Result<()> {
    let failed = |error: io::Error| fsx::error("write", target, error);
    let mut output = fsx::create_private(target)?;
    if let Some(program) = &manifest.program {
        let value = Zeroizing::new(by_program(program, &manifest.identities, sealed)?);
        return output.write_all(&value).map_err(failed);
    }
    let wrong = |error| {
        Error::input(format!("{} cannot be opened", item.name))
            .because(format!("{}: {error}", sealed.display()))
            .hint("`nixward secrets who` says which hosts open it; a rekey adds this one")
    };
    let (_, key, file) = cipher::unlocked(sealed, identities).map_err(wrong)?;
    let mut value = plaintext(file, &key).map_err(wrong)?;
    copy(&mut value, &mut output).map(drop).map_err(|error| {
        let why = Error::tool(format!("{} cannot be opened", item.name));
        why.because(format!("{} to {}: {error}", sealed.display(), target.display()))
    })
}

/// What a program opens that takes the options of age. Its value comes through a pipe.
fn by_program(program: &str, identities: &[std::path::PathBuf], sealed: &Path) -> Result<Vec<u8>> {
    let mut words =
        Program::new("/bin/sh").args(["-c", &format!("{program} --decrypt \"$@\""), "age"]);
    for identity in identities.iter().filter(|path| is_usable(path)) {
        words = words.arg("-i").arg(identity);
    }
    Ok(words.arg(sealed).run()?.stdout)
}

/// Whether a file of keys is there and holds something.
pub(super) fn is_usable(identity: &Path) -> bool {
    fsx::stat(identity).is_ok_and(|found| found.is_some_and(|found| found.len() > 0))
}

/// Writes a text with the secrets of `generation` in the place of its placeholders. Values are put in
/// in one pass: a value that looks like a placeholder stays a value. The newline that ends a value is
/// left out, as the shell does.
pub(super) fn render(
    manifest: &Manifest,
    item: &Item,
    text: &str,
    generation: &Path,
    target: &Path,
) -> Result<()> {
    let mut output = fsx::create_private(target)?;
    let mut write =
        |bytes: &[u8]| output.write_all(bytes).map_err(|error| fsx::error("write", target, error));
    let mut rest = text;
    while let Some(at) = rest.find(BEGIN) {
        let (before, from) = rest.split_at(at);
        write(before.as_bytes())?;
        let end = from.find(END).map_or(from.len(), |end| end + END.len_utf8());
        let (placeholder, after) = from.split_at(end);
        let name = manifest.secret_of(placeholder).ok_or_else(|| {
            Error::input(format!("{} has a placeholder of no secret", item.name))
                .hint("write it as config.age.placeholder.<name>")
        })?;
        write(without_newline(&value(&generation.join(name))?))?;
        rest = after;
    }
    write(rest.as_bytes())
}

fn value(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let mut value = Zeroizing::new(Vec::new());
    let mut file = cipher::open(path)?.take(LIMIT + 1);
    copy(&mut file, &mut cipher::Keep(&mut value))
        .map_err(|error| fsx::error("read", path, error))?;
    if value.len() as u64 > LIMIT {
        return Err(Error::input(format!("{} is too large for a template", path.display())));
    }
    Ok(value)
}

fn without_newline(value: &[u8]) -> &[u8] {
    let value = value.strip_suffix(b"\n").unwrap_or(value);
    value.strip_suffix(b"\r").unwrap_or(value)
}
