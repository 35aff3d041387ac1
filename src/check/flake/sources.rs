//! What locked inputs are made of, and the ways that lead to them.

use std::collections::{BTreeSet, VecDeque};

use crate::check::input::Flake;
use crate::flake::lock::{Lock, Node, NodeId, Resolved, Target};
use crate::syntax::hir::Span;

/// Whether an input was declared with a revision: it is what it is on purpose.
pub(super) fn is_pinned(node: &Node) -> bool {
    node.original.as_ref().is_some_and(|original| original.str("rev").is_some())
}

/// An input that has a lock node of its own, and the input names that lead to it from the root.
pub(super) struct Locked<'l> {
    pub(super) id: NodeId,
    pub(super) node: &'l Node,
    pub(super) way: Vec<&'l str>,
}

impl Locked<'_> {
    /// The line in `flake.nix` that merges this input with another one.
    pub(super) fn follows(&self, target: &[&str]) -> String {
        let way: Vec<String> = self.way.iter().map(|name| attribute(name)).collect();
        format!("inputs.{}.follows = \"{}\";", way.join(".inputs."), target.join("/"))
    }

    /// Where `flake.nix` declares the input that brings it, or else where the lock names it.
    pub(super) fn place(&self, flake: &Flake<'_>) -> (String, Span) {
        let declared = flake.manifest.inputs.iter();
        let mut declared = declared.filter(|input| self.way.first() == Some(&input.name.as_str()));
        match declared.next() {
            Some(input) => (flake.file.to_string(), input.name_span),
            None => (flake.lock_file.to_string(), self.node.name_span),
        }
    }
}

/// A name as it stands in an attribute path.
fn attribute(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || "_-'".contains(char));
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}

/// Every node that the root leads to without a `follows`, nearest first, each once.
pub(super) fn locked(lock: &Lock) -> Vec<Locked<'_>> {
    let mut seen = BTreeSet::from([lock.root_id()]);
    let mut waiting = VecDeque::from([(lock.root_id(), Vec::new())]);
    let mut found = Vec::new();
    while let Some((id, way)) = waiting.pop_front() {
        let node = lock.node(id);
        for input in &node.inputs {
            let (Target::Node(_), Resolved::Node(next)) = (&input.target, input.resolved) else {
                continue;
            };
            if seen.insert(next) {
                let way: Vec<&str> = way.iter().copied().chain([input.name.as_str()]).collect();
                waiting.push_back((next, way));
            }
        }
        if !way.is_empty() {
            found.push(Locked { id, node, way });
        }
    }
    found
}
