//! What follows from the inventory: one module for each host, and the files of each area.

pub(super) mod eject;
mod host;
mod notes;
mod ports;

pub use notes::notes;

use std::collections::BTreeMap;

use serde::Serialize;

use super::engine::{Language, Template};
use super::{Area, File, pretty};
use crate::error::{Error, Result};
use crate::model::fleet::Fleet;

/// Where rendered files go unless the inventory says otherwise.
pub const FOLDER: &str = "modules/_rendered";

/// The folder of the hosts' modules, in that of rendered files.
const HOSTS: &str = "hosts";

/// What is rendered from.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// What the inventory says.
    pub fleet: &'a Fleet,
    /// The path of the inventory from the flake's folder.
    pub inventory: &'a str,
    /// The folder of rendered files, from the flake's folder.
    pub folder: &'a str,
    /// The encrypted file of each secret, by its name; from the flake's folder.
    pub secrets: &'a BTreeMap<String, String>,
    /// Whether the modules that declare the options are rendered, too.
    pub ejected: bool,
    /// The areas that hosts are to have.
    pub areas: &'a [Area],
}

impl Request<'_> {
    /// A path of the flake as a file in that folder of the rendered ones names it; `folder` is that
    /// of the file.
    pub(super) fn path_from(&self, folder: &str, path: &str) -> String {
        let parts = self.folder.split('/').chain(folder.split('/'));
        let depth = parts.filter(|part| !part.is_empty()).count();
        format!("{}{path}", "../".repeat(depth))
    }
}

/// All files, sorted by path, which are relative to the folder of rendered files.
///
/// # Errors
/// An inventory that cannot be rendered: what it says is right by itself and does not go together.
pub fn files(request: &Request<'_>) -> Result<Vec<File>> {
    ports::check(request)?;
    let mut files = Vec::new();
    for (name, host) in &request.fleet.hosts {
        files.push(host::file(request, name, host)?);
    }
    for area in request.areas {
        files.extend(area.files(request)?);
        if request.ejected {
            files.extend(eject::files(*area));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The module of a host, in the folder of rendered files.
pub fn host_module(host: &str) -> String {
    format!("{HOSTS}/{host}.nix")
}

/// A file of Nix from a template.
pub(super) fn nix(
    path: String,
    name: &'static str,
    text: &'static str,
    values: impl Serialize,
) -> Result<File> {
    let text = Template { name, language: Language::Nix, text }.fill(values)?;
    Ok(File { path, text: pretty::nix(&text)? })
}

/// The name of a host as that of a file.
fn file_name(host: &str) -> Result<&str> {
    let is_fit = !host.is_empty()
        && !host.starts_with('.')
        && !host.contains(|char: char| char == '/' || char.is_control());
    if is_fit {
        return Ok(host);
    }
    Err(Error::input(format!("no file can be named after the host {host:?}")).hint(
        "a name that is rendered begins with no dot and has neither `/` nor control characters",
    ))
}
