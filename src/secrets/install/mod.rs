//! Opening the secrets of a host, on the host.
//!
//! All are opened into a new generation, a folder that nobody sees yet; then their places are made
//! ready; only then does the link to the generation in use lead to the new one. So whatever fails
//! leaves the generation in use as it was, and what failed is named in full.

mod content;
mod generation;
mod manifest;
mod mode;
mod units;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use self::generation::Place;
use self::manifest::Item;
use self::units::Units;
use super::keys::{self, Keys};
use super::store::current;
use crate::agefile::foresee;
use crate::error::{Error, Result};
use crate::fsx::{self, Account, Owned, Staged};
use crate::model::ask::Ask;

pub use self::manifest::Manifest;
pub use self::units::Manager;

/// How long one installation waits for another.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Users and groups that are not there yet are no mistake: what is theirs stays root's for now.
    pub before_users: bool,
    /// Nothing, where the generation in use is of this manifest.
    pub unless_current: bool,
    /// Who restarts the units whose secrets have changed; they are remembered where it is none.
    pub tell: Option<Manager>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many secrets and templates are in use; none where the generation in use stays.
    pub installed: Option<usize>,
    /// The generation in use.
    pub generation: Option<PathBuf>,
    /// Those whose content is new.
    pub changed: Vec<String>,
    /// What was done about units.
    pub told: Vec<String>,
    /// What is to be said of keys.
    pub notes: Vec<String>,
    /// What failed, each with its secret.
    pub failures: Vec<(String, Error)>,
}

impl Outcome {
    fn failed(&mut self, item: &Item, error: Error) {
        self.failures.push((item.name.clone(), error));
    }
}

/// Opens all secrets of a manifest and puts them into use. `text` is the manifest's.
///
/// # Errors
/// What the machine says. What is wrong with secrets is in the outcome.
pub fn run(
    manifest: &Manifest,
    text: &[u8],
    ask: &Arc<dyn Ask>,
    options: Options,
) -> Result<Outcome> {
    let (place, _lock) = Place::prepare(manifest, text)?;
    let before = place.current()?;
    let mut outcome = Outcome::default();
    let current = before.as_ref().filter(|it| options.unless_current && place.is_of_this(it));
    if let Some(generation) = current {
        outcome.generation = Some(generation.clone());
        outcome.installed = Some(manifest.items.len());
        outcome.told = units::tell(manifest, options.tell)?;
        return Ok(outcome);
    }
    let keys = keys::of_host(&manifest.identities, ask);
    outcome.notes.clone_from(&keys.notes);
    let new = place.begin()?;
    fill(manifest, &keys, &new, options, &mut outcome);
    let copies = stage(manifest, &new, options, &mut outcome);
    if !outcome.failures.is_empty() {
        fsx::remove_folder(&new)?;
        outcome.generation = before;
        return Ok(outcome);
    }
    let group = manifest.group.as_deref().map(group_of_folders).transpose()?;
    let generation = place.finish(&new, group.flatten())?;
    let changed = changed(manifest, before.as_deref(), &generation)?;
    if before.is_some() {
        Units::of(changed.iter().copied()).remember(manifest)?;
    }
    place.switch(&generation)?;
    outcome.installed = Some(manifest.items.len());
    outcome.changed = changed.iter().map(|item| item.name.clone()).collect();
    for (item, copy) in copies {
        if let Err(error) = copy.place() {
            outcome.failed(item, error);
        }
    }
    for item in manifest.items.iter().filter(|item| item.symlink) {
        let target = manifest.link.join(&item.name);
        if item.path != target
            && let Err(error) = fsx::symlink(&target, &item.path)
        {
            outcome.failed(item, error);
        }
    }
    outcome.told = units::tell(manifest, options.tell)?;
    place.prune(&generation)?;
    outcome.generation = Some(generation);
    Ok(outcome)
}

/// Gives the secrets in use to their owners, who may not have been there when they were opened.
///
/// # Errors
/// A generation in use of another manifest, or what the machine says.
pub fn give(manifest: &Manifest, text: &[u8], tell: Option<Manager>) -> Result<Outcome> {
    let (place, _lock) = Place::prepare(manifest, text)?;
    let generation = place.current()?.filter(|generation| place.is_of_this(generation));
    let generation = generation.ok_or_else(|| {
        Error::input("the secrets of this configuration are not in use")
            .hint("what could not be opened was named when that was tried")
    })?;
    let mut outcome = Outcome::default();
    let group = manifest.group.as_deref().map(group_of_folders).transpose()?;
    for folder in fsx::folders(&generation)?.iter().chain([&manifest.mount_point]) {
        fsx::give_folder(folder, generation::FOLDER, group.flatten())?;
    }
    for item in &manifest.items {
        let files = std::iter::once(generation.join(&item.name));
        let copy = (!item.symlink && !is_inside(manifest, item)).then(|| item.path.clone());
        let given = owned(item, Options::default())
            .and_then(|owned| files.chain(copy).try_for_each(|file| owned.give(&file)));
        if let Err(error) = given {
            outcome.failed(item, error);
        }
    }
    outcome.told = units::tell(manifest, tell)?;
    outcome.installed = Some(manifest.items.len());
    outcome.generation = Some(generation);
    Ok(outcome)
}

/// Makes the files of a generation, secrets first: templates read them.
fn fill(manifest: &Manifest, keys: &Keys, new: &Path, options: Options, outcome: &mut Outcome) {
    let of_file = |item: &Item, file: &Path| {
        content::open(manifest, item, file, &keys.identities, &new.join(&item.name))
    };
    let of_text =
        |item: &Item, text: &str| content::render(manifest, item, text, new, &new.join(&item.name));
    if manifest.program.is_none() {
        let files = manifest.items.iter().filter_map(|item| item.file.as_ref());
        foresee(files.filter_map(|file| super::cipher::open(file).ok()), &keys.identities);
    }
    let opened: Vec<(&Item, Result<()>)> = manifest
        .items
        .par_iter()
        .filter_map(|item| Some((item, of_file(item, item.file.as_deref()?))))
        .collect();
    for (item, answer) in opened {
        if let Err(error) = answer {
            outcome.failed(item, error);
        }
    }
    if outcome.failures.is_empty() {
        for item in &manifest.items {
            if let Some(Err(error)) = item.content.as_ref().map(|text| of_text(item, text)) {
                outcome.failed(item, error);
            }
        }
    }
    for item in &manifest.items {
        let file = new.join(&item.name);
        if matches!(fsx::lstat(&file), Ok(Some(_)))
            && let Err(error) = owned(item, options).and_then(|owned| owned.give(&file))
        {
            outcome.failed(item, error);
        }
    }
}

/// Looks at the places of all, and makes the copies that wait to take theirs.
fn stage<'m>(
    manifest: &'m Manifest,
    new: &Path,
    options: Options,
    outcome: &mut Outcome,
) -> Vec<(&'m Item, Staged)> {
    let mut copies = Vec::new();
    for item in manifest.items.iter().filter(|item| !is_inside(manifest, item)) {
        match stage_one(item, new, options) {
            Ok(copy) => copies.extend(copy.map(|copy| (item, copy))),
            Err(error) => outcome.failed(item, error),
        }
    }
    copies
}

fn stage_one(item: &Item, new: &Path, options: Options) -> Result<Option<Staged>> {
    let path = &item.path;
    if fsx::lstat(path)?.is_some_and(|found| found.is_dir()) {
        return Err(Error::input(format!("{} is in the way: it is a folder", path.display()))
            .hint("nothing was changed; move it away and activate again"));
    }
    let source = new.join(&item.name);
    let Some(folder) = path.parent().filter(|_| !item.symlink) else { return Ok(None) };
    if fsx::lstat(&source)?.is_none() {
        // It could not be opened, which is told already.
        return Ok(None);
    }
    fsx::create_folder(folder)?;
    fsx::sweep(folder)?;
    let (staged, _) = Staged::fill_for(path, owned(item, options)?, |file| {
        let mut source = super::cipher::open(&source)?;
        super::cipher::copy(&mut source, file).map_err(|error| fsx::error("write", path, error))
    })?;
    Ok(Some(staged))
}

/// Whether an item is found where the link to the generation in use leads anyway.
fn is_inside(manifest: &Manifest, item: &Item) -> bool {
    item.path == manifest.link.join(&item.name)
}

/// Whose a file is to be.
fn owned(item: &Item, options: Options) -> Result<Owned> {
    let number = |kind: Account, name: &Option<String>| {
        let Some(name) = name else { return Ok(fsx::own_account(kind)) };
        match fsx::account(kind, name)? {
            Some(number) => Ok(number),
            None if options.before_users => Ok(0),
            None => Err(fsx::no_account(kind, name)),
        }
    };
    let mode = mode::read(&item.mode).map_err(Error::input)?;
    let (user, group) = (number(Account::User, &item.owner)?, number(Account::Group, &item.group)?);
    Ok(Owned { user, group, mode })
}

fn group_of_folders(name: &str) -> Result<Option<u32>> {
    fsx::account(Account::Group, name)
}

/// Items whose content differs from that in the generation before.
fn changed<'m>(
    manifest: &'m Manifest,
    before: Option<&Path>,
    generation: &Path,
) -> Result<Vec<&'m Item>> {
    let mut changed = Vec::new();
    for item in &manifest.items {
        let old = before.map(|before| current(&before.join(&item.name))).transpose()?.flatten();
        if old != current(&generation.join(&item.name))? {
            changed.push(item);
        }
    }
    Ok(changed)
}
