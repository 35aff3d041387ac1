//! Host discovery: which hosts a flake defines, found by evaluating its `outputs` without Nix.
//!
//! Names are exact or marked incomplete, never wrong: whatever an input that is not at hand could
//! change is [`Value::Unknown`] and opens the sets it flows into (see [`crate::pure::unknown`]).

mod colmena;
mod definitions;
mod deploy_rs;
mod inputs;
mod metadata;
mod modules;
mod origins;
mod outputs;
mod secrets;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use definitions::{Definition, Setting, Written, only_value};
pub use secrets::Wanted;

use super::lock::Lock;
use super::manifest::Manifest;
use crate::error::{Error, Result};
use crate::model::host::{Host, HostKind, Place, Unknown};
use crate::pure::path::PathData;
use crate::pure::value::{RootId, Thunk};
use crate::pure::{Evaluator, Options, on_deep_stack};
use crate::syntax::files::Files;
use crate::tree::{RelPath, Source};

/// An output that defines hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Output {
    /// `nixosConfigurations`
    Nixos,
    /// `darwinConfigurations`
    Darwin,
    /// `homeConfigurations`
    Home,
    /// `colmena`, `colmenaHive`
    Colmena,
    /// `deploy.nodes`
    DeployRs,
}

impl Output {
    /// The attribute path in the flake's outputs.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Nixos => "nixosConfigurations",
            Self::Darwin => "darwinConfigurations",
            Self::Home => "homeConfigurations",
            Self::Colmena => "colmena",
            Self::DeployRs => "deploy.nodes",
        }
    }
}

/// The names of one output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Names that are there, sorted.
    pub names: Vec<String>,
    /// Names that may be there.
    pub maybe: Vec<String>,
    /// Why there may be more; none where the names are all.
    pub incomplete: Option<Unknown>,
}

/// How one file leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// As a module, through a module list or `imports`.
    Module,
    /// Named in the text: imported, read or copied.
    Mention,
    /// Any file of this folder may be meant.
    Folder,
}

/// A step of the import graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The file that leads on; none for the host's own module list.
    pub from: Option<RelPath>,
    /// Where to: a file, or a folder for [`EdgeKind::Folder`].
    pub to: RelPath,
    /// How.
    pub kind: EdgeKind,
}

/// A host and what it is made of.
#[derive(Clone, Debug)]
pub struct Discovered {
    /// What is known of it.
    pub host: Host,
    /// Its import graph.
    pub edges: BTreeSet<Edge>,
    /// What its modules say of a few options.
    pub definitions: Vec<Definition>,
    /// The files of secrets that its modules certainly name.
    pub secrets: Vec<Wanted>,
}

/// All hosts of a flake.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// Sorted by kind and name.
    pub hosts: Vec<Discovered>,
    /// The names of each output that the flake has or may have.
    pub outputs: Vec<(Output, Found)>,
    /// Files that were read to find the hosts, sorted.
    pub shared: BTreeSet<RelPath>,
    /// What the text of the shared files names.
    pub mentions: BTreeSet<Edge>,
    /// Why the outputs could not be computed at all.
    pub failure: Option<Unknown>,
}

impl Discovery {
    /// The names of all hosts of `nixosConfigurations`, sorted; none where they are not known exactly.
    pub fn all_nixos_names(&self) -> Option<Vec<String>> {
        let found = self.names(Output::Nixos).cloned().unwrap_or_default();
        let is_all = found.incomplete.is_none() && found.maybe.is_empty();
        (is_all && self.failure.is_none()).then_some(found.names)
    }

    /// The names of the hosts of `nixosConfigurations` that are known, sorted.
    pub fn nixos_names(&self) -> Vec<String> {
        self.names(Output::Nixos).map(|found| found.names.clone()).unwrap_or_default()
    }

    /// Whether every output's names are exactly known.
    pub fn is_complete(&self) -> bool {
        self.failure.is_none()
            && self
                .outputs
                .iter()
                .all(|(_, found)| found.incomplete.is_none() && found.maybe.is_empty())
    }

    /// Whether it is also known what every host is made of.
    pub fn is_whole(&self) -> bool {
        // A node of a hive has modules of its own, which nobody has followed.
        self.is_complete()
            && self.hosts.iter().all(|found| found.host.complete() && found.host.modules > 0)
    }

    /// The names of an output.
    pub fn names(&self, output: Output) -> Option<&Found> {
        self.outputs.iter().find(|(found, _)| *found == output).map(|(_, found)| found)
    }
}

/// Finds the hosts of a flake.
///
/// # Errors
/// A `flake.nix` that cannot be read, or a machine that gives no thread. What the flake's own code
/// does wrong is in the result.
pub fn discover(source: &Source) -> Result<Discovery> {
    discover_in(source, &Arc::new(Files::new(source.tree.clone())))
}

/// As [`discover`], with the parsed files of the source's tree.
///
/// # Errors
/// As [`discover`].
pub fn discover_in(source: &Source, files: &Arc<Files>) -> Result<Discovery> {
    on_deep_stack(|| Search::new(source, files).map(Search::run))
        .map_err(|error| Error::tool("the evaluator could not be started").because(error))?
}

/// A discovery under way.
struct Search<'a> {
    source: &'a Source,
    files: &'a Arc<Files>,
    manifest: Manifest,
    hir: Arc<crate::syntax::hir::Hir>,
    lock: Option<Lock>,
    ev: Evaluator,
    root: RootId,
    mentions: modules::Mentions,
}

impl<'a> Search<'a> {
    fn new(source: &'a Source, files: &'a Arc<Files>) -> Result<Self> {
        let file = source.flake_dir.join("flake.nix").unwrap_or_else(RelPath::root);
        let hir = files.get(&file)?.hir;
        let lock_file = source.flake_dir.join("flake.lock").unwrap_or_else(RelPath::root);
        let lock = match source.tree.kind(&lock_file)? {
            Some(kind) if kind.is_file() => Lock::read(&source.tree.read(&lock_file)?).lock,
            _ => None,
        };
        let manifest = Manifest::read(&hir);
        let ev = Evaluator::new(Options { pure_mode: true, stand_ins: true, ..Options::default() });
        Ok(Self {
            source,
            files,
            manifest,
            hir,
            lock,
            ev,
            root: RootId::ABSOLUTE,
            mentions: modules::Mentions::default(),
        })
    }

    fn run(mut self) -> Discovery {
        let mut discovery = Discovery::default();
        match self.flake() {
            Ok(flake) => self.read_outputs(flake, &mut discovery),
            Err(fault) => discovery.failure = Some(self.explain(&fault)),
        }
        discovery.shared = self
            .ev
            .files_read()
            .filter(|path| path.root == self.root)
            .map(|path| path.rel)
            .collect();
        discovery
            .hosts
            .sort_by(|a, b| (a.host.kind, &a.host.name).cmp(&(b.host.kind, &b.host.name)));
        discovery
    }

    /// The flake's value: `outputs` called with its inputs and itself.
    fn flake(&mut self) -> crate::pure::Eval<Thunk> {
        let own =
            inputs::add_self(&mut self.ev, Arc::clone(self.files), self.source.flake_dir.clone());
        self.root = own.root;
        let rel = own.dir.join("flake.nix").unwrap_or_else(RelPath::root);
        let path = PathData { root: own.root, rel };
        let file = self.ev.load_shared(path)?;
        let flake = self.ev.file_thunk(file);
        let outputs = self.ev.delay_select(flake, "outputs");
        let formals = self.formals();
        let mut inputs = inputs::Inputs::new(&self.manifest, self.lock.as_ref());
        let values = inputs.of_root(&mut self.ev, &formals)?;
        inputs::call(&mut self.ev, outputs, values, Some(&own), None, "this flake")
    }

    /// The inputs that `outputs` asks for by name.
    fn formals(&self) -> Vec<String> {
        let Some(pattern) =
            self.manifest.outputs.and_then(|outputs| self.hir.lambda(outputs.lambda).pattern)
        else {
            return Vec::new();
        };
        let formals = self.hir.formals(pattern.formals).iter();
        formals
            .filter(|formal| formal.default.is_none())
            .map(|formal| String::from_utf8_lossy(self.hir.name(formal.name)).into_owned())
            .collect()
    }

    /// A fault as something that could not be known.
    fn explain(&self, fault: &crate::pure::Fault) -> Unknown {
        let at = fault.at.and_then(|at| self.ev.place(at)).and_then(|place| self.place(&place));
        Unknown { why: fault.message.clone(), at }
    }

    /// A place in this flake's files.
    fn place(&self, place: &crate::pure::Place) -> Option<Place> {
        (place.path.root == self.root)
            .then(|| Place { file: place.path.rel.to_string(), line: place.line })
    }

    /// Why a value is not known.
    fn cause(&self, unknown: crate::pure::value::Unknown) -> Unknown {
        let data = self.ev.cause(unknown);
        let at = data.at.and_then(|at| self.ev.place(at)).and_then(|place| self.place(&place));
        Unknown { why: data.reason.clone(), at }
    }
}

impl Output {
    /// The kind of host it defines.
    const fn kind(self) -> HostKind {
        match self {
            Self::Darwin => HostKind::Darwin,
            Self::Home => HostKind::Home,
            Self::Nixos | Self::Colmena | Self::DeployRs => HostKind::Nixos,
        }
    }
}
