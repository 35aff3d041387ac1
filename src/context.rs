//! What every verb is handed: where to look and where to print. Built once per run.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::check::{Summaries, may_be_kept};
use crate::error::{Error, Result};
use crate::flake::hosts::{self, Discovery};
use crate::flake::inventory::file::{self, Inventory};
use crate::flake::open;
use crate::fsx;
use crate::syntax::files::Files;
use crate::tree::{RelPath, Source, Tree};
use crate::ui::Ui;

/// Where to look and where to print.
pub struct Context {
    /// The folder that `-C` names.
    pub directory: PathBuf,
    /// The inventory that `--fleet` names.
    pub fleet: Option<PathBuf>,
    /// Whether the cache of this user is used.
    cached: bool,
    /// The printer.
    pub ui: Arc<Ui>,
    source: OnceLock<Source>,
    inventory: OnceLock<Option<Inventory>>,
    hosts: OnceLock<Discovery>,
}

impl Context {
    /// A context for one run.
    pub fn new(directory: PathBuf, fleet: Option<PathBuf>, cached: bool, ui: Ui) -> Self {
        Self {
            directory,
            fleet,
            cached,
            ui: Arc::new(ui),
            source: OnceLock::new(),
            inventory: OnceLock::new(),
            hosts: OnceLock::new(),
        }
    }

    /// A context for another run with the same flags, which knows nothing yet.
    #[must_use]
    pub fn again(&self) -> Self {
        Self {
            directory: self.directory.clone(),
            fleet: self.fleet.clone(),
            cached: self.cached,
            ui: Arc::clone(&self.ui),
            source: OnceLock::new(),
            inventory: OnceLock::new(),
            hosts: OnceLock::new(),
        }
    }

    /// The flake that holds the directory; looked for when a verb first needs it, since some need
    /// none.
    pub fn source(&self) -> Result<&Source> {
        if let Some(source) = self.source.get() {
            return Ok(source);
        }
        let source = open::open(&self.directory)?;
        tracing::info!(flake = %source.flake_dir, seen = %source.tree.seen(), "found the flake");
        Ok(self.source.get_or_init(|| source))
    }

    /// Looks at these files instead; to be said before the first look.
    pub fn look_at(&self, source: Source) -> Result<()> {
        let taken = self.source.set(source);
        taken.map_err(|_| Error::internal("the flake has been looked at already"))
    }

    /// The files of the flake, to be parsed as they are now: what was asked for once is remembered,
    /// and a verb that changes files asks again.
    pub fn files(&self) -> Result<Arc<Files>> {
        Ok(self.files_of(self.source()?.tree.clone()))
    }

    /// The files of another tree of the flake, such as one of the past.
    pub fn files_of(&self, tree: Tree) -> Arc<Files> {
        Arc::new(if self.cached { Files::cached(tree, may_be_kept) } else { Files::new(tree) })
    }

    /// What earlier runs know of those files.
    pub fn summaries(&self) -> Result<Summaries> {
        let tree = &self.source()?.tree;
        Ok(if self.cached { Summaries::cached(tree) } else { Summaries::default() })
    }

    /// Whether the cache of this user is used.
    pub fn is_cached(&self) -> bool {
        self.cached
    }

    /// The source root on disk, for reports.
    pub fn root(&self) -> Result<String> {
        let root = self.source()?.tree.root_dir();
        Ok(root.map(|root| root.display().to_string()).unwrap_or_default())
    }

    /// The inventory; none where the flake has none.
    pub fn inventory(&self) -> Result<Option<&Inventory>> {
        if let Some(inventory) = self.inventory.get() {
            return Ok(inventory.as_ref());
        }
        let named = self.fleet.as_ref().map(|path| self.inside(path)).transpose()?;
        let inventory = file::load(self.source()?, named.as_ref())?;
        Ok(self.inventory.get_or_init(|| inventory).as_ref())
    }

    /// The hosts of the flake, with what the inventory says of them.
    pub fn hosts(&self) -> Result<&Discovery> {
        if let Some(hosts) = self.hosts.get() {
            return Ok(hosts);
        }
        let files = self.files()?;
        let mut hosts = hosts::discover_in(self.source()?, &files)?;
        files.save();
        if let Some(inventory) = self.inventory()? {
            hosts.apply(inventory);
        }
        Ok(self.hosts.get_or_init(|| hosts))
    }

    /// A path given on the command line, as the flake sees it.
    pub fn inside(&self, path: &Path) -> Result<RelPath> {
        let absolute = fsx::canonical(path)?;
        let root = self.source()?.tree.root_dir().map(Path::to_path_buf).unwrap_or_default();
        absolute
            .strip_prefix(&root)
            .ok()
            .and_then(|inside| RelPath::new(inside.to_str()?))
            .ok_or_else(|| {
                Error::input(format!("{} does not lie in {}", path.display(), root.display()))
                    .hint("an inventory is a file of the flake, so that Nix can read it too")
            })
    }
}
