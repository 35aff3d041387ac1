//! What the evaluations of a run share: the flake's files and its inputs, as they were when the first
//! one began.

use std::sync::Arc;

use super::fetched::Fetched;
use super::lock::{self, Absent, Sources};
use super::snapshot::Snapshot;
use crate::error::{Error, Result};
use crate::nix::Nix;
use crate::tree::Source;

/// See the module.
pub(super) struct Prepared {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) sources: Sources,
    pub(super) fetched: Fetched,
}

/// An input that an evaluation needs, and that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// Its name in the lock.
    pub input: String,
    /// Why.
    pub why: String,
}

impl Prepared {
    pub(super) fn new(source: &Source, nix: &Nix) -> Result<Self> {
        Self::with(Arc::new(Snapshot::take(&source.tree, nix)?), source, nix)
    }

    fn with(snapshot: Arc<Snapshot>, source: &Source, nix: &Nix) -> Result<Self> {
        let sources = lock::sources(&snapshot, &source.flake_dir, nix)?;
        let fetched = Fetched::new(nix, &snapshot, &sources.present)?;
        Ok(Self { snapshot, sources, fetched })
    }

    /// The same with an input that was absent.
    pub(super) fn fetch(
        &self,
        absent: &Absent,
        source: &Source,
        nix: &Nix,
    ) -> Result<std::result::Result<Self, Lacking>> {
        if let Err(error) = nix.fetch(&absent.locked)? {
            let why = error.message.lines().next().unwrap_or_default().to_owned();
            return Ok(Err(Lacking { input: absent.name.clone(), why }));
        }
        let next = Self::with(self.snapshot.clone(), source, nix)?;
        if next.sources.absent.iter().any(|still| still.name == absent.name) {
            return Err(Error::tool(format!("Nix puts the input `{}` elsewhere", absent.name))
                .because(format!("there is no {}", absent.path)));
        }
        Ok(Ok(next))
    }
}
