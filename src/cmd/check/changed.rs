//! `--changed-since REV`: the findings in what a change touches or reaches.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plural;
use crate::context::Context;
use crate::error::Result;
use crate::flake::around::Leads;
use crate::flake::hosts::{self, Discovery};
use crate::model::finding::Finding;
use crate::model::report::ChangedFiles;
use crate::model::secrets::SecretMatrix;
use crate::syntax::files::Files;
use crate::tree::{RelPath, Source, Tree};

/// Endings of what hosts may be made of, so that it has to be known what such files said.
const READ: &[&str] = &["json", "lock", "nix", "toml", "yaml", "yml"];

/// The files around a change.
pub(super) struct Around {
    /// Since when.
    since: String,
    /// The files that have changed.
    changed: BTreeSet<RelPath>,
    /// Those, what they lead to, and what leads to them.
    files: BTreeSet<RelPath>,
}

/// Finds them: by what leads to what now, and by what did where the change began.
pub(super) fn since(
    context: &Context,
    revision: &str,
    hosts: &Discovery,
    secrets: &SecretMatrix,
) -> Result<Around> {
    let source = context.source()?;
    let is_read = |file: &RelPath| file.extension().is_some_and(|ending| READ.contains(&ending));
    let changes = source.tree.changes_since(revision, is_read)?;
    let child = |name| source.flake_dir.join(name).unwrap_or_else(RelPath::root);
    let (flake, lock) = (child("flake.nix"), child("flake.lock"));
    let mut leads = Leads::default();
    leads.add_hosts(&flake, hosts);
    leads.add_lock(&flake, &lock);
    leads.add_secrets(secrets);
    if let Some(inventory) = context.inventory()? {
        leads.add_inventory(&flake, inventory, secrets);
    }
    if let Some(before) = changes.before {
        // What there was may have been no flake at all, or one that is beyond reading.
        if let Ok(hosts) = hosts_in(context, before, source) {
            leads.add_hosts(&flake, &hosts);
        }
    }
    let files = leads.around(&changes.files, &source.tree.files()?.into_iter().collect());
    Ok(Around { since: revision.to_owned(), changed: changes.files, files })
}

/// The hosts of another tree of the same flake.
fn hosts_in(context: &Context, tree: Tree, source: &Source) -> Result<Discovery> {
    let files: Arc<Files> = context.files_of(tree.clone());
    hosts::discover_in(&Source { tree, flake_dir: source.flake_dir.clone() }, &files)
}

impl Around {
    /// Whether a finding lies in one of the files, or in none at all.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        let file = finding.file.as_deref().and_then(RelPath::new);
        file.is_none_or(|file| self.files.contains(&file))
    }

    /// What it comes to, for people.
    pub(super) fn sentence(&self) -> String {
        let count = |count: usize| plural(count, "file");
        format!(
            "{} changed since {}, {} in all with what leads to them and what they lead to",
            count(self.changed.len()),
            self.since,
            count(self.files.len())
        )
    }

    /// What it comes to, for programs.
    pub(super) fn report(&self) -> ChangedFiles {
        ChangedFiles {
            since: self.since.clone(),
            changed: self.changed.iter().map(ToString::to_string).collect(),
            around: self.files.iter().map(ToString::to_string).collect(),
        }
    }
}
