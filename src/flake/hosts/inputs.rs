//! The inputs of a flake as values: from the store where they are there, from known upstreams, or
//! Unknown.

use std::sync::Arc;

use super::metadata::source_info;
use crate::flake::lock::{Attrs, Lock, Node, NodeId};
use crate::flake::manifest::{DeclaredInput, Manifest};
use crate::pure::path::PathData;
use crate::pure::value::{Attr, RootId, Thunk, Value};
use crate::pure::{Eval, Evaluator, known};
use crate::syntax::files::Files;
use crate::syntax::reference::Reference;
use crate::tree::{RelPath, Tree};

const CALL_FLAKE: &str = include_str!("../../pure/known/call-flake.nix");

/// Stands for the hash of a source whose store path is not known. No real hash has an `e`, so it
/// is equal to none.
const SOME_HASH: &str = "/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-source";

/// Steps of `follows` in flake.nix, more than which they go round.
const FOLLOWS_ALLOWED: u32 = 16;

/// The source of a flake, as the values that stand for it.
pub(super) struct FlakeSource {
    /// The root its files lie in.
    pub root: RootId,
    /// The folder of `flake.nix`.
    pub dir: RelPath,
}

/// Adds the flake's own tree. Its store path depends on its content; every path in it is below
/// one and the same, though.
pub(super) fn add_self(ev: &mut Evaluator, files: Arc<Files>, dir: RelPath) -> FlakeSource {
    let root = ev.add_shared_root(files, Some(SOME_HASH.to_owned()));
    FlakeSource { root, dir }
}

/// The whole flake: its outputs, called with its inputs and itself.
pub(super) fn call(
    ev: &mut Evaluator,
    outputs: Thunk,
    inputs: Value,
    source: Option<&FlakeSource>,
    locked: Option<&Attrs>,
    cause: &str,
) -> Eval<Thunk> {
    let out_path = match source {
        Some(source) => out_path(ev, source),
        None => ev.unknown(format!("the store path of {cause}")),
    };
    let info = source_info(ev, cause, out_path, locked);
    let inputs = ev.heap.done(inputs);
    let name = |ev: &mut Evaluator, name: &str, value: Thunk| Attr {
        name: ev.heap.symbols.intern(name.as_bytes()),
        value,
        pos: 0,
        maybe: false,
    };
    let out_path = ev.heap.done(out_path);
    let attrs = vec![
        name(ev, "outputs", outputs),
        name(ev, "inputs", inputs),
        name(ev, "sourceInfo", info),
        name(ev, "outPath", out_path),
    ];
    let argument = ev.heap.set(attrs, None);
    let argument = ev.heap.done(argument);
    let function = ev.eval_own_text("call-flake.nix", CALL_FLAKE)?;
    let function = ev.heap.done(function);
    Ok(ev.heap.apply(function, argument))
}

/// The absolute path of the flake's folder, as a string.
fn out_path(ev: &mut Evaluator, source: &FlakeSource) -> Value {
    let path = PathData { root: source.root, rel: source.dir.clone() };
    match ev.path_text(&path) {
        Ok(text) => ev.heap.str(text),
        Err(cause) => Value::Unknown(cause),
    }
}

/// Makes inputs of one flake.
pub(super) struct Inputs<'a> {
    /// The lock, where it can be read.
    pub lock: Option<&'a Lock>,
    /// What flake.nix declares.
    pub manifest: &'a Manifest,
    /// Thunks already made, by node.
    made: Vec<(NodeId, Thunk)>,
}

impl<'a> Inputs<'a> {
    pub(super) fn new(manifest: &'a Manifest, lock: Option<&'a Lock>) -> Self {
        Self { lock, manifest, made: Vec::new() }
    }

    /// The set handed to `outputs`, without `self`. `formals` are names that `outputs` asks for:
    /// one that is not declared comes through the registry.
    pub(super) fn of_root(&mut self, ev: &mut Evaluator, formals: &[String]) -> Eval<Value> {
        let mut names: Vec<String> =
            self.manifest.inputs.iter().map(|input| input.name.clone()).collect();
        names.extend(formals.iter().filter(|name| *name != "self").cloned());
        if let Some(lock) = self.lock {
            names.extend(lock.root().inputs.iter().map(|input| input.name.clone()));
        }
        names.sort();
        names.dedup();
        let mut attrs = Vec::with_capacity(names.len());
        for name in names {
            let value = self.of_name(ev, &name)?;
            let name = ev.heap.symbols.intern(name.as_bytes());
            attrs.push(Attr { name, value, pos: 0, maybe: false });
        }
        let open = if self.manifest.inputs_complete {
            None
        } else {
            match ev.unknown("inputs that flake.nix computes") {
                Value::Unknown(cause) => Some(cause),
                _ => None,
            }
        };
        Ok(ev.heap.set(attrs, open))
    }

    fn of_name(&mut self, ev: &mut Evaluator, name: &str) -> Eval<Thunk> {
        if let Some((lock, node)) =
            self.lock.and_then(|lock| Some((lock, lock.input(lock.root_id(), name)?)))
        {
            return self.of_node(ev, lock, node);
        }
        self.of_declaration(ev, name, 0)
    }

    /// An input that the lock does not have (yet): what flake.nix says it is.
    fn of_declaration(&mut self, ev: &mut Evaluator, name: &str, depth: u32) -> Eval<Thunk> {
        let declared = self.manifest.input(name);
        let follows = declared.and_then(|input| input.follows.as_ref());
        if let (Some([first]), true) =
            (follows.map(|follows| follows.value.as_slice()), depth < FOLLOWS_ALLOWED)
        {
            let first = first.clone();
            return self.of_declaration(ev, &first, depth + 1);
        }
        let upstream = match declared.and_then(|input| input.reference.as_ref()) {
            Some(reference) => upstream_of_reference(&reference.value),
            // Left to the registry, whose entry for this name is the common one.
            None if name == "nixpkgs" => Some("github:nixos/nixpkgs".to_owned()),
            None => None,
        };
        let flake = declared.is_none_or(|input: &DeclaredInput| input.flake);
        let cause = format!("input `{name}`, which is not locked");
        match upstream.filter(|_| flake) {
            Some(upstream) => {
                let none = ev.heap.set(Vec::new(), None);
                self.of_upstream(ev, &upstream, none, None, &cause)
            }
            None => Ok(unknown(ev, &cause)),
        }
    }

    fn of_node(&mut self, ev: &mut Evaluator, lock: &Lock, id: NodeId) -> Eval<Thunk> {
        if let Some((_, thunk)) = self.made.iter().find(|(made, _)| *made == id) {
            return Ok(*thunk);
        }
        // A cycle of inputs (a flake that follows itself) ends here.
        let placeholder = unknown(ev, "an input that depends on itself");
        self.made.push((id, placeholder));
        let node = lock.node(id);
        let mut attrs = Vec::with_capacity(node.inputs.len());
        for input in &node.inputs {
            let value = match lock.input(id, &input.name) {
                Some(next) if next == lock.root_id() => unknown(ev, "an input that is this flake"),
                Some(next) => self.of_node(ev, lock, next)?,
                None => {
                    unknown(ev, &format!("input `{}`, which the lock does not have", input.name))
                }
            };
            let name = ev.heap.symbols.intern(input.name.as_bytes());
            attrs.push(Attr { name, value, pos: 0, maybe: false });
        }
        let inputs = ev.heap.set(attrs, None);
        let cause = format!("input `{}`", node.name);
        let thunk = self.of_source(ev, lock, id, inputs, &cause)?;
        if let Some(made) = self.made.iter_mut().find(|(made, _)| *made == id) {
            made.1 = thunk;
        }
        Ok(thunk)
    }

    fn of_source(
        &mut self,
        ev: &mut Evaluator,
        lock: &Lock,
        id: NodeId,
        inputs: Value,
        cause: &str,
    ) -> Eval<Thunk> {
        let node = lock.node(id);
        let locked = node.locked.as_ref();
        if let Some(source) = stored_source(ev, lock, id) {
            if node.flake {
                let file = PathData { root: source.root, rel: source.dir.clone() };
                let outputs = outputs_of_file(ev, &file)?;
                return call(ev, outputs, inputs, Some(&source), locked, cause);
            }
            let path = out_path(ev, &source);
            return Ok(source_info(ev, cause, path, locked));
        }
        let upstream =
            locked.and_then(|locked| upstream(|name| locked.str(name).map(str::to_owned)));
        let upstream = upstream.filter(|upstream| may_be(upstream, node));
        match upstream {
            Some(upstream) if node.flake => self.of_upstream(ev, &upstream, inputs, locked, cause),
            Some(upstream) => Ok(match known::source(ev, &upstream) {
                Some(PathData { root, rel }) => {
                    let path = out_path(ev, &FlakeSource { root, dir: rel });
                    source_info(ev, cause, path, locked)
                }
                None if known::is_bystander(&upstream) => {
                    let value = ev.unknown_bystander(format!("{cause} is not at hand"));
                    ev.heap.done(value)
                }
                None => unknown(ev, cause),
            }),
            None => Ok(unknown(ev, cause)),
        }
    }

    fn of_upstream(
        &mut self,
        ev: &mut Evaluator,
        upstream: &str,
        inputs: Value,
        locked: Option<&Attrs>,
        cause: &str,
    ) -> Eval<Thunk> {
        match known::source(ev, upstream) {
            Some(path) => {
                let outputs = outputs_of_file(ev, &path)?;
                let source = FlakeSource { root: path.root, dir: path.rel };
                call(ev, outputs, inputs, Some(&source), locked, cause)
            }
            None if known::is_bystander(upstream) => {
                let value = ev.unknown_bystander(format!("{cause} ({upstream}) is not at hand"));
                Ok(ev.heap.done(value))
            }
            None => Ok(unknown(ev, &format!("{cause} ({upstream})"))),
        }
    }
}

fn unknown(ev: &mut Evaluator, cause: &str) -> Thunk {
    let value = ev.unknown_outside(format!("{cause} is not at hand"));
    ev.heap.done(value)
}

/// `(import flake.nix).outputs`, later.
pub(super) fn outputs_of_file(ev: &mut Evaluator, folder: &PathData) -> Eval<Thunk> {
    let file = folder.rel.join("flake.nix").unwrap_or_else(RelPath::root);
    let path = ev.path_value(folder.root, file);
    let path = ev.heap.done(path);
    let import = ev.eval_own_text("outputs-of.nix", "path: (import path).outputs")?;
    let import = ev.heap.done(import);
    Ok(ev.heap.apply(import, path))
}

/// The source of a locked input, where the store has it.
fn stored_source(ev: &mut Evaluator, lock: &Lock, id: NodeId) -> Option<FlakeSource> {
    let node = lock.node(id);
    let path = node.store_path()?;
    let tree = Tree::store_path(std::path::Path::new(&path)).ok()?;
    let dir = RelPath::new(node.dir())?;
    let root = ev.add_root(tree, Some(path));
    Some(FlakeSource { root, dir })
}

/// Whether a source can be what its upstream says: nixpkgs and its forks have no inputs, while
/// somebody's hosts, in a repository of the same name, cannot do without.
fn may_be(upstream: &str, node: &Node) -> bool {
    !upstream.ends_with("/nixpkgs") || node.inputs.is_empty()
}

fn upstream_of_reference(reference: &Reference) -> Option<String> {
    upstream(|name| reference.str(name).map(str::to_owned))
}

/// The upstream repository that attributes of a reference name, as `forge:owner/repo` in small
/// letters. Forges are known in the short form, as git URLs and by their archives; nixpkgs also by
/// its channels.
fn upstream(get: impl Fn(&str) -> Option<String>) -> Option<String> {
    let kind = get("type")?;
    if let (Some(owner), Some(repo)) = (get("owner"), get("repo")) {
        return Some(format!("{kind}:{owner}/{repo}").to_lowercase());
    }
    if kind == "indirect" {
        return (get("id")? == "nixpkgs").then(|| "github:nixos/nixpkgs".to_owned());
    }
    let url = get("url")?.to_lowercase();
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
    let (host, path) = rest.split_once('/')?;
    let channel = matches!(host, "channels.nixos.org" | "releases.nixos.org" | "nixos.org");
    if channel
        || path.starts_with("f/pinned/nixos/nixpkgs/")
        || path.starts_with("f/nixos/nixpkgs/")
        // Nixpkgs as others publish it, by week or by release.
        || path.starts_with("f/pinned/determinatesystems/nixpkgs-")
        || path.starts_with("f/determinatesystems/nixpkgs-")
    {
        return Some("github:nixos/nixpkgs".to_owned());
    }
    // Where a Forgejo gives an archive by its interface for programs.
    let path = path.strip_prefix("api/v1/repos/").unwrap_or(path);
    let path = path.strip_prefix("f/pinned/").or(path.strip_prefix("f/")).unwrap_or(path);
    let forge = match host {
        "github.com" | "flakehub.com" | "api.flakehub.com" | "codeload.github.com" => "github",
        "gitlab.com" => "gitlab",
        other => other,
    };
    let mut parts = path.split('/');
    let (owner, repo) = (parts.next()?, parts.next()?);
    let repo = repo.split(['?', '#']).next()?.trim_end_matches(".git");
    Some(format!("{forge}:{owner}/{repo}"))
}
