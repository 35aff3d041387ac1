//! The import graph of a host: from its module list through `imports`, and what the files on the
//! way name.
//!
//! A module function is called with the arguments the flake gives it; what only NixOS knows
//! (`config`, `options`, `pkgs`) is Unknown, and imports that depend on it are marked.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::secrets::Gathered;
use super::{Definition, Discovered, Edge, EdgeKind, Search};
use crate::pure::path::PathData;
use crate::pure::value::{Attr, Thunk, Value};
use crate::pure::{Eval, FaultKind, known};
use crate::syntax::files::Files;
use crate::syntax::hir::{Expr, ExprId, Hir, InterpKind, Part, PathKind};
use crate::tree::{EntryKind, RelPath, Resolved, Tree};

/// Modules of one host, more than which something goes round.
const MODULES_ALLOWED: usize = 20_000;

/// What the text of each file names; the same for all hosts.
#[derive(Default)]
pub(super) struct Mentions {
    of: HashMap<RelPath, BTreeSet<(RelPath, EdgeKind)>>,
}

/// A module still to be looked into, and the file that asks for it.
type Waiting = (Option<RelPath>, Thunk);

impl Search<'_> {
    /// Follows the module list of a configuration's arguments.
    pub(super) fn follow_modules(&mut self, arguments: Value, discovered: &mut Discovered) {
        let modules = match self.ev.get(arguments, "modules") {
            Ok(Some(modules)) => modules,
            Ok(None) => return,
            Err(fault) => {
                discovered.host.unknown.push(self.explain(&fault));
                return;
            }
        };
        let module_arguments = self.module_arguments(arguments);
        let modules = self.ev.heap.done(modules);
        let mut waiting: Vec<Waiting> = Vec::new();
        if let Err(fault) = self.queue(None, modules, &mut waiting, discovered) {
            discovered.host.unknown.push(self.explain(&fault));
        }
        let mut seen = BTreeSet::new();
        let mut secrets = Gathered::default();
        while let Some((from, module)) = waiting.pop() {
            discovered.host.modules += 1;
            if discovered.host.modules > MODULES_ALLOWED {
                break;
            }
            let looked = self.look_into(
                (from, module),
                module_arguments,
                &mut seen,
                &mut waiting,
                discovered,
                &mut secrets,
            );
            if let Err(fault) = looked {
                discovered.definitions.extend(Definition::unknown());
                // A fault that an unknown argument may have caused says nothing of the module.
                if fault.kind != FaultKind::Limit && !self.ev.has_assumed() {
                    let unknown = self.explain(&fault);
                    if !discovered.host.unknown.contains(&unknown) {
                        discovered.host.unknown.push(unknown);
                    }
                }
            }
        }
        discovered.secrets = secrets.finish();
        self.follow_mentions(&seen, discovered);
    }

    /// What every module function is called with: the flake's special arguments, and whatever
    /// else NixOS adds.
    fn module_arguments(&mut self, arguments: Value) -> Thunk {
        const UNKNOWN: &[&str] = &["config", "options", "pkgs", "modulesPath"];
        let mut given = HashSet::new();
        let unknown = self.ev.unknown("what NixOS itself computes");
        let mut attrs = Vec::new();
        for name in ["specialArgs", "extraSpecialArgs"] {
            if let Ok(Some(Value::Set(set))) = self.ev.get(arguments, name) {
                let data = self.ev.heap.set_data(set);
                attrs.extend(data.attrs.iter().filter(|attr| given.insert(attr.name)).copied());
            }
        }
        let mut usual: Vec<(&str, Thunk)> =
            UNKNOWN.iter().map(|name| (*name, self.ev.heap.done(unknown))).collect();
        usual.extend(known::library(&mut self.ev).map(|lib| ("lib", lib)));
        for (name, value) in usual {
            let name = self.ev.heap.symbols.intern(name.as_bytes());
            if given.insert(name) {
                attrs.push(Attr { name, value, pos: 0, maybe: false });
            }
        }
        let open = match unknown {
            Value::Unknown(cause) => Some(cause),
            _ => None,
        };
        let set = self.ev.heap.set(attrs, open);
        self.ev.heap.done(set)
    }

    /// Adds the items of a module list.
    fn queue(
        &mut self,
        from: Option<&RelPath>,
        list: Thunk,
        waiting: &mut Vec<Waiting>,
        discovered: &mut Discovered,
    ) -> Eval<()> {
        match self.ev.force(list)? {
            Value::List(list) => {
                let data = self.ev.heap.list_data(list);
                waiting.extend(data.items.iter().rev().map(|item| (from.cloned(), *item)));
                if let Some(cause) = data.open {
                    self.note(cause, from, discovered);
                }
            }
            Value::Unknown(cause) => self.note(cause, from, discovered),
            _ => {}
        }
        Ok(())
    }

    /// Something in a module list that is not known: a folder of this flake, a module of an
    /// input (which cannot reach files of this flake by itself), or anything.
    fn note(
        &mut self,
        cause: crate::pure::value::Unknown,
        from: Option<&RelPath>,
        discovered: &mut Discovered,
    ) {
        let below = self.ev.cause(cause).below.clone();
        if let Some(folder) = below.filter(|below| below.root == self.root) {
            let edge = Edge { from: from.cloned(), to: folder.rel, kind: EdgeKind::Folder };
            discovered.edges.insert(edge);
        } else if !self.ev.cause(cause).outside {
            let unknown = self.cause(cause);
            if !discovered.host.unknown.contains(&unknown) {
                discovered.host.unknown.push(unknown);
            }
        }
    }

    fn look_into(
        &mut self,
        (from, module): Waiting,
        arguments: Thunk,
        seen: &mut BTreeSet<RelPath>,
        waiting: &mut Vec<Waiting>,
        discovered: &mut Discovered,
        secrets: &mut Gathered,
    ) -> Eval<()> {
        self.ev.forget_assumptions();
        let mut value = self.ev.force(module)?;
        let mut from = from;
        if let Value::Path(_) | Value::Str(_) = value {
            let Some(file) = self.module_file(value)? else { return Ok(()) };
            let edge = Edge { from, to: file.rel.clone(), kind: EdgeKind::Module };
            discovered.edges.insert(edge);
            if !seen.insert(file.rel.clone()) {
                return Ok(());
            }
            value = self.ev.import(&file)?;
            from = Some(file.rel);
        }
        if self.is_function(value) {
            value = self.ev.call(value, arguments)?;
        }
        match value {
            Value::Set(_) => {
                if let Some(imports) = self.ev.get(value, "imports")? {
                    let imports = self.ev.heap.done(imports);
                    self.queue(from.as_ref(), imports, waiting, discovered)?;
                }
                self.read_definitions(value, &mut discovered.definitions);
                self.read_secrets(value, secrets);
                Ok(())
            }
            Value::Unknown(cause) => {
                self.note(cause, from.as_ref(), discovered);
                // A module of an input leaves the names of hosts to their owner.
                if !self.ev.cause(cause).outside {
                    discovered.definitions.extend(Definition::unknown());
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn is_function(&mut self, value: Value) -> bool {
        match value {
            Value::Lambda(_) | Value::Builtin(_) | Value::Partial(_) => true,
            Value::Set(set) => {
                let functor = self.ev.heap.symbols.intern(b"__functor");
                self.ev.heap.set_data(set).get(functor).is_some()
            }
            _ => false,
        }
    }

    /// The file of this flake that a path in a module list stands for.
    fn module_file(&mut self, value: Value) -> Eval<Option<PathData>> {
        let Some(path) = self.ev.path_of(value)? else { return Ok(None) };
        if path.root != self.root {
            return Ok(None);
        }
        self.ev.module_file(&path)
    }

    /// What the text of some files names, and the text of those, and so on.
    pub(super) fn mentions_of(&mut self, files: &BTreeSet<RelPath>) -> BTreeSet<Edge> {
        let mut edges = BTreeSet::new();
        let mut seen = files.clone();
        let mut waiting: Vec<RelPath> = files.iter().cloned().collect();
        while let Some(file) = waiting.pop() {
            for (to, kind) in self.mentions.of_file(self.files, &file).clone() {
                if kind == EdgeKind::Mention && seen.insert(to.clone()) {
                    waiting.push(to.clone());
                }
                edges.insert(Edge { from: Some(file.clone()), to, kind });
            }
        }
        edges
    }

    /// Adds what the text of the reached files names.
    fn follow_mentions(&mut self, seen: &BTreeSet<RelPath>, discovered: &mut Discovered) {
        for edge in self.mentions_of(seen) {
            // A module is named too, where its path is written out.
            let module = Edge { kind: EdgeKind::Module, ..edge.clone() };
            if !discovered.edges.contains(&module) {
                discovered.edges.insert(edge);
            }
        }
    }
}

/// The files among the targets, sorted.
pub(super) fn files_of(edges: &BTreeSet<Edge>) -> Vec<String> {
    let files: BTreeSet<String> = edges
        .iter()
        .filter(|edge| edge.kind != EdgeKind::Folder)
        .map(|edge| edge.to.to_string())
        .collect();
    files.into_iter().collect()
}

impl Mentions {
    /// The files and folders that path literals of a Nix file name.
    pub(super) fn of_file(
        &mut self,
        files: &Files,
        file: &RelPath,
    ) -> &BTreeSet<(RelPath, EdgeKind)> {
        self.of.entry(file.clone()).or_insert_with(|| {
            if file.extension() != Some("nix") {
                return BTreeSet::new();
            }
            match files.get(file) {
                Ok(parsed) => mentions(files.tree(), file, &parsed.hir),
                Err(_) => BTreeSet::new(),
            }
        })
    }
}

fn mentions(tree: &Tree, file: &RelPath, hir: &Hir) -> BTreeSet<(RelPath, EdgeKind)> {
    let folder = file.parent().unwrap_or_else(RelPath::root);
    let imported = imported(hir);
    let mut found = BTreeSet::new();
    for id in (0u32..).map(ExprId).take(hir.len()) {
        let (text, whole) = match hir.expr(id) {
            Expr::Path(PathKind::Relative, text) => (hir.text(text), true),
            Expr::Interp(interp) => {
                let interp = hir.interp(interp);
                let first = hir.parts(interp.parts).first();
                match (interp.kind, first) {
                    (InterpKind::Path(PathKind::Relative), Some(Part::Text(text))) => {
                        (hir.text(*text), false)
                    }
                    _ => continue,
                }
            }
            _ => continue,
        };
        let Ok(text) = std::str::from_utf8(text) else { continue };
        let text = if whole { text } else { text.rsplit_once('/').map_or(".", |(dir, _)| dir) };
        let Some(path) = folder.join(text) else { continue };
        let Ok(Resolved::Found(path, kind)) = tree.resolve(&path) else { continue };
        if kind.is_file() {
            found.insert((path, EdgeKind::Mention));
            continue;
        }
        let default = path.join("default.nix").filter(|default| {
            matches!(tree.kind(default), Ok(Some(EntryKind::File { .. } | EntryKind::Symlink)))
        });
        match default {
            Some(default) if imported.contains(&id) => {
                found.insert((default, EdgeKind::Mention));
            }
            _ => {
                found.insert((path, EdgeKind::Folder));
            }
        }
    }
    found
}

/// Expressions that stand where a module or a file to import is expected: a folder there means its
/// `default.nix`.
fn imported(hir: &Hir) -> BTreeSet<ExprId> {
    let mut found = BTreeSet::new();
    for id in (0u32..).map(ExprId).take(hir.len()) {
        match hir.expr(id) {
            Expr::List(items) => found.extend(hir.exprs_of(items)),
            Expr::Apply(function, argument) => {
                if matches!(hir.expr(function), Expr::Global(name) if hir.name(name) == b"import") {
                    found.insert(argument);
                }
            }
            _ => {}
        }
    }
    found
}
