//! `--watch`: a check after every change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{Args, Form};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::fsx::{self, Watch};
use crate::tree::Watched;

/// Checks, and checks again when something changes, until a signal ends the process. What is wrong
/// with the flake is printed and waited out.
pub(super) fn run(context: &Context, args: &Args) -> Result<Exit> {
    if args.form() != Form::Human {
        return Err(Error::usage("--watch is for people; other programs read one report")
            .hint("leave out --format, or run the check when something changes"));
    }
    let mut watching = Watching {
        context,
        args,
        baseline: args.known.baseline.as_deref().map(fsx::canonical).transpose()?,
        watch: Watch::new()?,
        watched: Watched::of(&context.source()?.tree)?,
    };
    watching.look_around()?;
    context.ui.note("watching for changes; Ctrl-C ends it");
    loop {
        // Everything is read after it is watched, so that no change is lost.
        watching.look_around()?;
        if let Err(error) = super::once(&context.again(), args) {
            context.ui.error(&error);
        }
        let changed = watching.wait()?;
        context.ui.note(&watching.sentence(&changed));
    }
}

/// What is watched.
struct Watching<'a> {
    context: &'a Context,
    args: &'a Args,
    /// The file of `--baseline`, which may lie anywhere.
    baseline: Option<PathBuf>,
    watch: Watch,
    watched: Watched,
}

impl Watching<'_> {
    /// Watches the folders that the flake sees now. Where there is none any more, it comes back to
    /// where it was.
    fn look_around(&mut self) -> Result<()> {
        if let Ok(source) = self.context.again().source() {
            self.watched = Watched::of(&source.tree)?;
        }
        let beside = self.baseline.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        self.watch.add(self.watched.folders().iter().chain(&beside))
    }

    /// Waits for a change after which there may be other findings.
    fn wait(&self) -> Result<BTreeSet<PathBuf>> {
        let concerns =
            |path: &Path| self.watched.concerns(path) || self.baseline.as_deref() == Some(path);
        loop {
            let changed = self.watch.wait(&concerns)?;
            if changed.is_empty() || !changed.iter().all(|path| self.watched.is_state(path)) {
                return Ok(changed);
            }
            if self.args.changed_since.is_some() || !self.sees_same_files()? {
                return Ok(changed);
            }
        }
    }

    /// Whether git has only looked after its own books, as `git status` makes it do.
    fn sees_same_files(&self) -> Result<bool> {
        match self.context.again().source() {
            Ok(source) => Ok(Watched::of(&source.tree)?.has_same_files(&self.watched)),
            Err(_) => Ok(false),
        }
    }

    /// What has changed, for people.
    fn sentence(&self, changed: &BTreeSet<PathBuf>) -> String {
        let name = |path: &PathBuf| match self.watched.inside(path) {
            Some(inside) if !self.watched.is_state(path) => inside.to_string(),
            _ => path.display().to_string(),
        };
        match (changed.first().map(name), changed.len()) {
            (None, _) => "much has changed".to_owned(),
            (Some(first), 1) => format!("{first} has changed"),
            (Some(first), count) => format!("{first} and {} more have changed", count - 1),
        }
    }
}
