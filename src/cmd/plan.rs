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

/// What is to be written below a source root.
#[derive(Clone)]
pub(super) struct Plan {
    source: Source,
    root: PathBuf,
    /// Path, content as it is (none for a new file), content as it will be.
    steps: Vec<(RelPath, Option<Vec<u8>>, Vec<u8>)>,
    /// Whether Nix is to see new files, for which git must know their names.
    for_nix: bool,
}

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
        self.steps.push((path, None, text.into_bytes()));
        Ok(())
    }

    /// Adds a change of a file.
    pub(super) fn change(&mut self, path: RelPath, before: Vec<u8>, after: Vec<u8>) {
        self.steps.push((path, Some(before), after));
    }

    /// The flake as it would be.
    pub(super) fn outcome(&self) -> Result<Source> {
        let change = |(path, _, after): &(RelPath, _, Vec<u8>)| {
            (path.clone(), Change::Content(after.clone()))
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
                context.ui.diff(path.as_str(), before.as_deref(), Some(after), secrets)?;
            }
            return Ok(false);
        }
        let new: Vec<RelPath> = self.new_files().cloned().collect();
        let lines: Vec<String> = self.steps.iter().map(|step| line(step, extent.dry_run)).collect();
        if !extent.dry_run {
            self.write(context, &new)?;
        }
        context.ui.lines(lines.iter().map(String::as_str))?;
        Ok(!extent.dry_run)
    }

    fn new_files(&self) -> impl Iterator<Item = &RelPath> {
        self.steps.iter().filter(|(_, before, _)| before.is_none()).map(|(path, _, _)| path)
    }

    fn write(self, context: &Context, new: &[RelPath]) -> Result<()> {
        let mut batch = Batch::default();
        for (path, before, after) in self.steps {
            let path = path.under(&self.root);
            match before {
                None => batch.create(path, after),
                Some(before) => batch.replace(path, before, after),
            }
        }
        let written = batch.commit()?;
        if !self.for_nix {
            return Ok(());
        }
        match self.source.tree.show_new_files(new) {
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

fn line((path, before, _): &(RelPath, Option<Vec<u8>>, Vec<u8>), dry_run: bool) -> String {
    let verb = match (before.is_some(), dry_run) {
        (false, false) => "wrote",
        (false, true) => "would write",
        (true, false) => "changed",
        (true, true) => "would change",
    };
    format!("{verb} {path}")
}
