//! What was rendered and what would be, for `render` itself and for `check`.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::flake::inventory::file::Inventory;
use crate::fsx;
use crate::model::fleet::Fleet;
use crate::model::rendered::{Rendered, RenderedFile, RenderedState};
use crate::model::secrets::{SecretMatrix, Tool};
use crate::render::Area;
use crate::render::compare::{self, Compared};
use crate::render::fleet::{self, FOLDER, Request};
use crate::render::manifest::{self, Manifest};
use crate::tree::{RelPath, Source};

/// Where files are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eye {
    /// As they lie on disk, where they would be overwritten.
    Disk,
    /// As the flake sees them.
    Flake,
}

/// The folder of rendered files and what is known of it.
pub(super) struct Folder<'a> {
    source: &'a Source,
    eye: Eye,
    /// The folder, from the source root.
    pub(super) path: RelPath,
    /// The list of what was rendered, and its text; none where nothing was.
    pub(super) manifest: Option<(Manifest, Vec<u8>)>,
}

/// All files, compared.
pub(super) struct Look {
    /// The files, sorted by path.
    pub(super) files: Vec<Compared>,
    /// What the inventory leaves open.
    pub(super) notes: Vec<String>,
    /// The manifest once they are written.
    pub(super) manifest: Manifest,
}

impl<'a> Folder<'a> {
    /// Looks for it.
    ///
    /// # Errors
    /// A manifest that cannot be read.
    pub(super) fn find(source: &'a Source, fleet: &Fleet, eye: Eye) -> Result<Self> {
        let said = fleet.render.as_ref().and_then(|render| render.dir.as_ref());
        let name = said.map_or(FOLDER, |dir| dir.as_str());
        let path = source.flake_dir.join(name).filter(|path| *path != source.flake_dir);
        let path = path.ok_or_else(|| {
            Error::input(format!("render.dir leads to no folder of the flake: {name}"))
                .hint("name a folder for rendered files alone, such as modules/_rendered")
        })?;
        let mut folder = Self { source, eye, path, manifest: None };
        if let Some(text) = folder.read(manifest::NAME)? {
            let read = Manifest::read(&text).map_err(|error| {
                error.hint(format!("take it from git again, or remove {}", folder.manifest_path()))
            })?;
            folder.manifest = Some((read, text));
        }
        Ok(folder)
    }

    /// Where the manifest is, from the source root.
    pub(super) fn manifest_path(&self) -> RelPath {
        self.at(manifest::NAME)
    }

    /// A path of the folder from the source root.
    pub(super) fn at(&self, path: &str) -> RelPath {
        self.path.join(path).unwrap_or_else(|| self.path.clone())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let path = self.at(path);
        let tree = &self.source.tree;
        if self.eye == Eye::Flake {
            let is_file = tree.kind(&path)?.is_some_and(crate::tree::EntryKind::is_file);
            return is_file.then(|| tree.read(&path)).transpose();
        }
        let root = tree.root_dir();
        let root = root.ok_or_else(|| Error::internal("files are rendered to a folder on disk"))?;
        let path = path.under(root);
        Ok(if fsx::lstat(&path)?.is_some() { Some(fsx::read(&path)?) } else { None })
    }

    /// Renders these areas and compares. `eject` says whether the modules that declare the options are
    /// rendered, too; without a word it stays as it was.
    pub(super) fn look(
        &self,
        inventory: &Inventory,
        fleet: &Fleet,
        matrix: &SecretMatrix,
        asked: &BTreeSet<Area>,
        eject: Option<bool>,
    ) -> Result<Look> {
        let before = self.manifest.as_ref().map(|(manifest, _)| manifest.clone());
        let before = before.unwrap_or_default();
        let areas: BTreeSet<Area> = before.areas.union(asked).copied().collect();
        let ejected = eject.unwrap_or(before.ejected);
        // What hosts import of the modules must be there for all areas.
        let asked = if ejected == before.ejected { asked } else { &areas };
        let dir = &self.source.flake_dir;
        let inside = |path: &RelPath| path.strip_prefix(dir).map(|path| path.to_string());
        let request = Request {
            fleet,
            inventory: &inside(&inventory.file).unwrap_or_else(|| inventory.file.to_string()),
            folder: &inside(&self.path).unwrap_or_default(),
            secrets: &secret_files(matrix, dir),
            ejected,
            areas: &areas.iter().copied().collect::<Vec<_>>(),
        };
        let is_asked_for = |path: &str| {
            let area = areas.iter().find(|area| area.holds(path));
            area.is_none_or(|area| asked.contains(area))
        };
        let mut wanted = fleet::files(&request)?;
        wanted.retain(|file| is_asked_for(&file.path));
        let files = compare::compare(wanted, &before, is_asked_for, |path| self.read(path))?;
        let listed = compare::files_after(&before, &files, is_asked_for);
        let manifest = Manifest { ejected, areas, files: listed };
        Ok(Look { files, notes: fleet::notes(&request), manifest })
    }
}

/// The encrypted file of each secret of agenix, by its name; from the flake's folder.
fn secret_files(matrix: &SecretMatrix, dir: &RelPath) -> BTreeMap<String, String> {
    let secrets = matrix.secrets.iter().filter(|secret| secret.tool == Tool::Agenix);
    secrets
        .filter_map(|secret| {
            let file = RelPath::new(&secret.file)?;
            let name = file.file_name()?;
            let name = name.strip_suffix(".age").unwrap_or(name).to_owned();
            Some((name, file.strip_prefix(dir)?.to_string()))
        })
        .collect()
}

/// What rules of `check` look at; none where nothing was rendered.
pub(super) fn of(
    source: &Source,
    inventory: Option<&Inventory>,
    matrix: &SecretMatrix,
) -> Option<Rendered> {
    let inventory = inventory?;
    let Some(fleet) = &inventory.fleet else {
        // Whether something was rendered elsewhere is not known then.
        let manifest = source.flake_dir.join(FOLDER)?.join(manifest::NAME)?;
        let is_there = matches!(source.tree.kind(&manifest), Ok(Some(_)));
        let problem = Some("the inventory has mistakes".to_owned());
        let manifest = manifest.to_string();
        return is_there.then(|| Rendered { manifest, problem, ..Rendered::default() });
    };
    let found = Folder::find(source, fleet, Eye::Flake);
    let folder = match found {
        Ok(folder) => folder,
        Err(error) => return Some(unknown(source, fleet, &error)),
    };
    let (manifest, _) = folder.manifest.as_ref()?;
    let name = folder.manifest_path().to_string();
    match folder.look(inventory, fleet, matrix, &manifest.areas, None) {
        Ok(look) => {
            let file = |file: Compared| RenderedFile {
                path: folder.at(&file.path).to_string(),
                state: file.state,
            };
            let files = look.files.into_iter().filter(|it| it.state != RenderedState::Current);
            let hosts = fleet
                .hosts
                .keys()
                .map(|host| (host.clone(), folder.at(&fleet::host_module(host)).to_string()));
            Some(Rendered {
                manifest: name,
                problem: None,
                hosts: hosts.collect(),
                files: files.map(file).collect(),
            })
        }
        Err(error) => {
            let problem = Some(said(&error));
            Some(Rendered { manifest: name, problem, ..Rendered::default() })
        }
    }
}

fn unknown(source: &Source, fleet: &Fleet, error: &Error) -> Rendered {
    let said_dir = fleet.render.as_ref().and_then(|render| render.dir.as_ref());
    let dir = source.flake_dir.join(said_dir.map_or(FOLDER, |dir| dir.as_str()));
    let manifest = dir.and_then(|dir| dir.join(manifest::NAME)).unwrap_or_else(RelPath::root);
    let problem = Some(said(error));
    Rendered { manifest: manifest.to_string(), problem, ..Rendered::default() }
}

fn said(error: &Error) -> String {
    let why = error.source.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    format!("{}{why}", error.message)
}
