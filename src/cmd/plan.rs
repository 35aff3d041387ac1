//! Files to write: checked as the flake would see them, shown, and written all or none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::check;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::fsx::{self, Batch};
use crate::render::File;
use crate::tree::{Change, RelPath, Source};

/// How far to go.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct Extent {
    /// Say which files would be written, and write none
    #[arg(long)]
    dry_run: bool,
    /// Show what would be written, and write nothing
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) diff: bool,
}

impl Extent {
    /// Whether nothing is to be written.
    pub(super) fn only_shows(self) -> bool {
        self.dry_run || self.diff
    }
}

/// What is to be written below a source root.
#[derive(Clone)]
pub(super) struct Plan {
    source: Source,
    root: PathBuf,
    steps: Vec<Step>,
    /// Whether Nix is to see new files, for which git must know their names.
    for_nix: bool,
}

/// A path, its content as it is (none for a new file), and as it will be (none for one that goes).
type Step = (RelPath, Option<Vec<u8>>, Option<Vec<u8>>);

impl Plan {
    /// Nothing yet, for the flake of `source`.
    pub(super) fn new(source: Source) -> Result<Self> {
        let root = source.tree.root_dir().map(Path::to_path_buf);
        let root = root.ok_or_else(|| Error::internal("a plan is for a folder on disk"))?;
        Ok(Self { source, root, steps: Vec::new(), for_nix: true })
    }

    /// The same for files that Nix has nothing to do with.
    pub(super) fn without_nix(source: Source) -> Result<Self> {
        Ok(Self { for_nix: false, ..Self::new(source)? })
    }

    /// Adds a file of the flake's folder that must not be there, on disk either.
    pub(super) fn create(&mut self, file: File) -> Result<()> {
        let path = self.source.flake_dir.join(&file.path);
        let path = path.ok_or_else(|| Error::internal(format!("{} leads outside", file.path)))?;
        self.create_at(path, file.text)
    }

    /// Adds a file at a path from the source root that must not be there, on disk either.
    pub(super) fn create_at(&mut self, path: RelPath, text: String) -> Result<()> {
        if fsx::lstat(&path.under(&self.root))?.is_some() {
            return Err(Error::input(format!("{path} exists already"))
                .hint("nothing was written; move the file away first"));
        }
        self.steps.push((path, None, Some(text.into_bytes())));
        Ok(())
    }

    /// Adds a change of a file.
    pub(super) fn change(&mut self, path: RelPath, before: Vec<u8>, after: Vec<u8>) {
        self.steps.push((path, Some(before), Some(after)));
    }

    /// Adds the removal of a file.
    pub(super) fn remove(&mut self, path: RelPath, before: Vec<u8>) {
        self.steps.push((path, Some(before), None));
    }

    /// Whether nothing is to be done.
    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The flake as it would be.
    pub(super) fn outcome(&self) -> Result<Source> {
        let change = |(path, _, after): &Step| {
            let after = after.clone().map_or(Change::Deleted, Change::Content);
            (path.clone(), after)
        };
        let changes: BTreeMap<RelPath, Change> = self.steps.iter().map(change).collect();
        let tree = self.source.tree.with_changes(changes)?;
        Ok(Source { tree, flake_dir: self.source.flake_dir.clone() })
    }

    /// Shows or writes it; says whether it was written.
    pub(super) fn carry_out(self, context: &Context, extent: Extent) -> Result<bool> {
        if extent.diff {
            for (path, before, after) in &self.steps {
                let secrets = |text: &[u8]| check::secrets_in(path, text);
                context.ui.diff(path.as_str(), before.as_deref(), after.as_deref(), secrets)?;
            }
            return Ok(false);
        }
        let lines: Vec<String> = self.steps.iter().map(|step| line(step, extent.dry_run)).collect();
        if !extent.dry_run {
            self.write(context)?;
        }
        context.ui.lines(lines.iter().map(String::as_str))?;
        Ok(!extent.dry_run)
    }

    fn new_files(&self) -> impl Iterator<Item = &RelPath> {
        self.steps.iter().filter(|(_, before, _)| before.is_none()).map(|(path, _, _)| path)
    }

    /// Writes it.
    pub(super) fn write(self, context: &Context) -> Result<()> {
        let new: Vec<RelPath> = self.new_files().cloned().collect();
        let mut batch = Batch::default();
        for (path, before, after) in self.steps {
            let path = path.under(&self.root);
            match (before, after) {
                (None, Some(after)) => batch.create(path, after),
                (Some(before), Some(after)) => batch.replace(path, before, after),
                (Some(before), None) => batch.remove(path, before),
                (None, None) => {}
            }
        }
        let written = batch.commit()?;
        if !self.for_nix {
            return Ok(());
        }
        match self.source.tree.show_new_files(&new) {
            Ok(false) => {}
            Ok(true) => context.ui.note(
                "git knows the names of the new files (git add -N), so that Nix sees them; \
                 nothing is staged",
            ),
            Err(error) => {
                written.undo()?;
                return Err(error.hint("nothing was written"));
            }
        }
        Ok(())
    }
}

fn line((path, before, after): &Step, dry_run: bool) -> String {
    let verb = match (before, after, dry_run) {
        (_, None, false) => "removed",
        (_, None, true) => "would remove",
        (None, Some(_), false) => "wrote",
        (None, Some(_), true) => "would write",
        (Some(_), Some(_), false) => "changed",
        (Some(_), Some(_), true) => "would change",
    };
    format!("{verb} {path}")
}
