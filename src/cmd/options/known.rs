//! What is known of options, here.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::flake::options::{Answer, Moment, OptionPath, Pinned, Release, Table};

/// See the module.
pub(super) struct Known {
    /// Of the flake; of nothing where there is none.
    pub(super) pinned: Pinned,
    /// The source root on disk; empty where there is none.
    pub(super) root: String,
}

impl Known {
    /// For a flake, if there is one here. `release` is what the user wants to be asked for in place of
    /// what the flake pins.
    pub(super) fn of(context: &Context, release: Option<Release>) -> Result<Self> {
        let mut known = match context.source() {
            Ok(source) => {
                let pinned = Pinned::of(source, context.is_cached());
                Self { pinned, root: context.root()? }
            }
            Err(_) => Self { pinned: Pinned::default(), root: String::new() },
        };
        if let Some(release) = release {
            known.pinned.own = None;
            known.pinned.moments = vec![Moment::Release(release)];
        }
        Ok(known)
    }

    /// What is said of a path, and by which table: the flake's own where it knows, and for what became
    /// of old names the one that is built in.
    pub(super) fn look(&self, path: &OptionPath) -> (&Table, Answer<'_>) {
        let built_in = Table::built_in();
        let known = built_in.look(&path.0);
        let Some(own) = &self.pinned.own else { return (built_in, known) };
        let answer = own.look(&path.0);
        let says_more = matches!(known, Answer::Row(row) if !row.is_declared());
        match answer {
            Answer::Row(row) if !row.is_declared() && says_more => (built_in, known),
            Answer::Missing if says_more => (built_in, known),
            answer => (own, answer),
        }
    }
}

/// Reads a release from the command line.
pub(super) fn release(text: &str) -> std::result::Result<Release, String> {
    text.parse().map_err(|()| "a release is written like 25.11".to_owned())
}

/// The error for a run outside of any flake that needs one.
pub(super) fn needs_flake(error: Error) -> Error {
    error.hint("name the files to check: nixward options check FILE..")
}
