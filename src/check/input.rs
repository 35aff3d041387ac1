//! What rules look at.

use std::cell::OnceCell;
use std::sync::Arc;

use jiff::civil::Date;

use super::allow::{Allow, Comment};
use super::files::Astray;
use super::lint::Facts;
use super::reach::{Reach, Reached};
use super::secrets::plain::{Hit, marks};
use super::settings::Settings;
use super::sink::Proviso;
use super::summary::{Summaries, Summary};
use crate::error::Error;
use crate::flake::hosts::Discovery;
use crate::flake::inventory::file::Inventory;
use crate::flake::lock::{Lock, Reading};
use crate::flake::manifest::Manifest;
use crate::flake::options::{self, Pinned};
use crate::model::facts::FleetFacts;
use crate::model::rendered::Rendered;
use crate::model::secrets::{Rotations, SecretMatrix};
use crate::syntax::files::Files;
use crate::syntax::hir::{Formal, Hir, Problem, ProblemKind, Span};
use crate::tree::{RelPath, Tree};

/// Libraries that bring names such as `inputs` and `cell` into the scope of files they import:
/// paisano, of which std and hive are made, and the scoped loader of haumea.
const SCOPED: &[(&str, &str)] = &[
    ("divnix", "hive"),
    ("divnix", "paisano"),
    ("divnix", "std"),
    ("nix-community", "haumea"),
    ("paisano-nix", "core"),
];

/// What a run is about.
pub struct Input<'a> {
    /// The files of the source root.
    pub files: &'a Files,
    /// What earlier runs know of them.
    pub summaries: &'a Summaries,
    /// The folder of `flake.nix`, relative to the source root.
    pub flake_dir: &'a RelPath,
    /// The hosts and what they reach; none where nobody looked for them.
    pub hosts: Option<&'a Discovery>,
    /// What the flake's own inventory says; none where it has none.
    pub inventory: Option<&'a Inventory>,
    /// What is known of the flake's secrets; none where nobody looked.
    pub secrets: Option<&'a SecretMatrix>,
    /// What rules of secrets say of rotation; none where nobody looked.
    pub rotations: Option<&'a Rotations>,
    /// What was rendered; none where nothing was.
    pub rendered: Option<&'a Rendered>,
    /// What evaluations say of the hosts; none where nobody evaluated.
    pub facts: Option<&'a FleetFacts>,
    /// Why there are no facts: half a sentence, for the rules that would look at them.
    pub no_facts: &'a str,
    /// What is known of the options of the flake's nixpkgs.
    pub pinned: &'a Pinned,
    /// How rules are run.
    pub settings: &'a Settings,
    /// The day by which dates are judged.
    pub today: Date,
}

/// The text of one Nix file, and nothing else: what a rule says of it goes into a [`Summary`] that
/// holds for the same text anywhere, on any day.
pub struct File<'a> {
    /// Its bytes.
    pub text: &'a [u8],
    /// What they mean.
    pub hir: &'a Hir,
    /// Its comments that speak to nixward.
    pub comments: &'a [Comment],
    /// What lint rules have worked out of it.
    pub facts: Facts,
}

/// A Nix file where it stands, not read again: what it says is in its summary.
pub struct Placed<'a> {
    /// All other files.
    pub tree: &'a Tree,
    /// Which files the hosts reach.
    pub reach: &'a Reach,
    /// Whether `flake.nix` asks for submodules; then one that is not seen is only not cloned here.
    pub wants_submodules: bool,
    /// Whether a library of the flake imports files with names of its own in scope.
    pub scoped_imports: bool,
    /// Its path.
    pub path: &'a RelPath,
    /// What it says.
    pub summary: &'a Summary,
    /// The paths in it that lead elsewhere, once a rule has asked for them.
    pub astray: OnceCell<Vec<Astray>>,
    /// The day by which dates are judged.
    pub today: Date,
}

/// One text file, be it Nix or not.
pub struct Text<'a> {
    /// The keys and tokens in it.
    pub hits: &'a [Hit],
}

/// All files together, and what each said in passing.
pub struct Whole<'a> {
    /// Regular files of the tree, sorted by bytes.
    pub files: &'a [RelPath],
    /// The first use of experimental syntax in each Nix file that has any, sorted by file.
    pub experimental: &'a [(RelPath, Span)],
    /// The experimental features that `flake.nix` switches on.
    pub features: &'a [String],
}

/// The flake itself: `flake.nix`, without syntax errors, and `flake.lock`.
pub struct Flake<'a> {
    /// All files.
    pub tree: &'a Tree,
    /// The folder of both.
    pub dir: &'a RelPath,
    /// Path of `flake.nix`.
    pub file: RelPath,
    /// What `flake.nix` says.
    pub hir: Arc<Hir>,
    /// What it declares.
    pub manifest: Manifest,
    /// Path of `flake.lock`.
    pub lock_file: RelPath,
    /// What could be read of it; none where the flake sees no such file.
    pub lock: Option<Reading>,
    /// The day by which dates are judged.
    pub today: Date,
}

/// The inventory and what it can be held against.
pub struct Fleet<'a> {
    /// All files.
    pub tree: &'a Tree,
    /// The folder of the flake.
    pub dir: &'a RelPath,
    /// The inventory.
    pub inventory: &'a Inventory,
    /// The hosts as the flake alone defines them; none where nobody looked for them.
    pub hosts: Option<&'a Discovery>,
    /// The day by which dates are judged.
    pub today: Date,
}

/// The hosts of the flake.
pub struct Hosts<'a> {
    /// All files.
    pub files: &'a Files,
    /// The folder of the flake.
    pub dir: &'a RelPath,
    /// The hosts as the flake alone defines them.
    pub discovery: &'a Discovery,
    /// Whether `flake.nix` asks for submodules.
    pub wants_submodules: bool,
    /// What evaluations say of the hosts; none where nobody evaluated.
    pub facts: Option<&'a FleetFacts>,
    /// What is known of the options of the flake's nixpkgs.
    pub pinned: &'a Pinned,
    /// What is wrong with the options that modules set, once a rule has asked for it.
    pub(super) problems: OnceCell<Vec<(RelPath, options::Problem)>>,
}

/// The secrets of the flake.
pub struct Secrets<'a> {
    /// Rules and encrypted files.
    pub matrix: &'a SecretMatrix,
}

/// What rules of secrets say of rotation.
pub struct Rotating<'a> {
    /// All files.
    pub tree: &'a Tree,
    /// What they say.
    pub rotations: &'a Rotations,
}

/// A file that could not be read.
pub struct Unread {
    /// Its path.
    pub path: RelPath,
    /// Why.
    pub why: Why,
}

/// See [`Unread::why`].
pub enum Why {
    /// The machine does not give it out.
    Failed(Error),
    /// It is encrypted in git, and this clone has no key; the command that opens it.
    Locked(&'static str),
}

/// How a run went.
pub struct Run<'a> {
    /// The allow comments of all files, each with its file.
    pub allows: &'a [(RelPath, Allow)],
    /// Files that could not be read.
    pub unread: &'a [Unread],
    /// What the flake's own inventory says; none where it has none.
    pub inventory: Option<&'a Inventory>,
    /// The places of its exemptions that still hold and accepted nothing, from 0.
    pub idle: &'a [usize],
    /// The day by which dates are judged.
    pub today: Date,
    /// The rules that ran and saw all there is to see.
    pub ran: &'a [&'static super::Rule],
}

impl Placed<'_> {
    /// Whether this holds of the file.
    pub(super) fn fulfils(&self, proviso: Proviso) -> bool {
        match proviso {
            Proviso::NoTemplate => !self.is_template(),
            Proviso::NoScopedImport => {
                !self.scoped_imports || self.reach.of_file(self.path) >= Reached::Named
            }
            Proviso::NotForTests => !marks::is_for_tests(self.path),
            Proviso::NotForTrials => !marks::is_for_trials(self.path),
        }
    }

    /// Whether this is a file to copy and complete.
    pub fn is_template(&self) -> bool {
        let part = |part: &str| part.starts_with("template") || part.starts_with("example");
        self.reach.of_file(self.path) < Reached::Named && self.path.parts().any(part)
    }
}

impl Hosts<'_> {
    /// What is wrong with the options that modules set, by file.
    pub(super) fn option_problems(&self) -> &[(RelPath, options::Problem)] {
        self.problems.get_or_init(|| super::fleet::modules::problems(self))
    }
}

impl Secrets<'_> {
    /// Whether the inventory has a key of any host.
    pub fn has_host_keys(&self) -> bool {
        let mut holders = self.matrix.holders.iter().flatten();
        holders.any(|holder| holder.host && !holder.keys.is_empty())
    }
}

impl<'a> Flake<'a> {
    /// The arguments that `outputs` names in a set pattern, `self` left out: Nix takes each for an
    /// input, declared or not.
    pub fn arguments(&self) -> impl Iterator<Item = (&Formal, String)> {
        self.manifest.arguments(&self.hir)
    }

    /// Whether one of the inputs, or one of theirs, is a library that imports files with names of
    /// its own in scope (`scopedImport`).
    pub(super) fn imports_scoped(&self) -> bool {
        let nodes = self.lock.iter().filter_map(|reading| reading.lock.as_ref());
        nodes.flat_map(Lock::nodes).any(|(_, node)| {
            let owner = node.locked.as_ref().and_then(|locked| locked.str("owner"));
            let repo = node.locked.as_ref().and_then(|locked| locked.str("repo"));
            owner.zip(repo).is_some_and(|source| SCOPED.contains(&source))
        })
    }

    /// Whether anything has to be locked.
    pub fn has_inputs(&self) -> bool {
        !self.manifest.inputs.is_empty() || self.arguments().next().is_some()
    }

    /// Reads both files; the error says why the rules about them are skipped.
    pub(super) fn read(input: &Input<'a>) -> Result<Self, String> {
        let tree = input.files.tree();
        let child = |name| input.flake_dir.join(name).ok_or_else(|| format!("no {name}"));
        let (file, lock_file) = (child("flake.nix")?, child("flake.lock")?);
        let parsed = input.files.pass(&file).map_err(|error| error.to_string())?;
        let refused = |problem: &Problem| problem.kind != ProblemKind::Experimental;
        if parsed.hir.problems.iter().any(refused) {
            return Err("flake.nix has errors of its own".to_owned());
        }
        let lock = match tree.kind(&lock_file) {
            Ok(Some(_)) => {
                let text = tree.read(&lock_file).map_err(|error| error.to_string())?;
                Some(Lock::read(&text))
            }
            _ => None,
        };
        let manifest = Manifest::read(&parsed.hir);
        Ok(Self {
            tree,
            dir: input.flake_dir,
            file,
            hir: parsed.hir,
            manifest,
            lock_file,
            lock,
            today: input.today,
        })
    }
}
