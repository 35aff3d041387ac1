//! Which of the files that differ a host is made of.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::error::Result;
use crate::flake::hosts::{Discovered, Discovery, Edge, EdgeKind};
use crate::model::host::HostKind;
use crate::nix::footprint::Reads;
use crate::tree::RelPath;

/// What reaches a host.
pub(super) struct Reached {
    /// Files that differ.
    pub(super) by: Vec<String>,
    /// Whether all that leads from the host to files is known.
    pub(super) complete: bool,
}

/// Of a host of `nixosConfigurations`: by what its files say, and by what an evaluation that still holds
/// has looked at.
pub(super) fn of(
    context: &Context,
    changed: &BTreeSet<RelPath>,
    host: &str,
    reads: Option<&Reads>,
) -> Result<Reached> {
    let discovery = context.hosts()?;
    let source = context.source()?;
    let fixed: BTreeSet<RelPath> =
        ["flake.nix", "flake.lock"].iter().filter_map(|name| source.flake_dir.join(name)).collect();
    let is_it = |found: &&Discovered| found.host.kind == HostKind::Nixos && found.host.name == host;
    let found = discovery.hosts.iter().find(is_it);
    let leads = |file: &RelPath| {
        fixed.contains(file)
            || of_all(discovery, file)
            || found.is_some_and(|found| found.edges.iter().any(|edge| leads_to(edge, file)))
            || reads.is_some_and(|reads| reads.holds(file))
    };
    let by = changed.iter().filter(|file| leads(file)).map(ToString::to_string).collect();
    let complete =
        found.is_some_and(|found| found.host.complete()) || reads.is_some_and(Reads::is_complete);
    Ok(Reached { by, complete })
}

/// Whether a file decides on which hosts there are, and so belongs to all of them.
fn of_all(discovery: &Discovery, file: &RelPath) -> bool {
    discovery.shared.contains(file) || discovery.mentions.iter().any(|edge| leads_to(edge, file))
}

fn leads_to(edge: &Edge, file: &RelPath) -> bool {
    match edge.kind {
        EdgeKind::Folder => file.starts_with(&edge.to),
        EdgeKind::Module | EdgeKind::Mention => edge.to == *file,
    }
}
