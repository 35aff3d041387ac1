//! Whether `flake.lock` was made for `flake.nix` as it is. Where it was not, Nix locks inputs anew on
//! its own, and what it evaluates is decided when and where it runs.

use super::lock::{Attrs, Input, Lock, Resolved, Target};
use super::manifest::{DeclaredInput, Manifest};
use super::reference::{display, is_made_for};
use crate::syntax::hir::{Hir, Span};
use crate::syntax::reference::Reference;

/// Where flake.nix says something else of an input than the lock, and what the lock was made for.
pub fn of_input(lock: &Lock, input: &DeclaredInput, pinned: &Input) -> Option<(Span, String)> {
    match (&input.follows, &pinned.target) {
        (Some(follows), Target::Follows(path)) => {
            (follows.value != *path).then(|| (follows.span, follows_text(path)))
        }
        (Some(follows), Target::Node(_)) => {
            Some((follows.span, "has an address of its own".to_owned()))
        }
        (None, Target::Follows(path)) => Some((input.name_span, follows_text(path))),
        (None, Target::Node(_)) => {
            let Resolved::Node(node) = pinned.resolved else { return None };
            let original = lock.node(node).original.as_ref()?;
            let declared = input.reference.as_ref()?;
            let agrees = is_made_for(original, &declared.value)
                || is_repository_at(&declared.value, original);
            (!agrees).then(|| (declared.span, format!("is {}", display(original))))
        }
    }
}

/// The first thing in which the two differ, as half a sentence; none where Nix would take the lock as
/// it stands. In doubt they differ.
pub fn difference(hir: &Hir, manifest: &Manifest, lock: Option<&Lock>) -> Option<String> {
    let mut wanted: Vec<String> = manifest.inputs.iter().map(|input| input.name.clone()).collect();
    wanted.extend(manifest.arguments(hir).map(|(_, name)| name));
    let Some(lock) = lock else {
        return wanted.first().map(|name| format!("nothing pins the input `{name}`"));
    };
    if !manifest.inputs_complete {
        return Some("the inputs of flake.nix cannot be read".to_owned());
    }
    if let Some(name) = wanted.iter().find(|name| lock.root().input(name).is_none()) {
        return Some(format!("flake.lock does not pin the input `{name}`"));
    }
    if let Some(pinned) = lock.root().inputs.iter().find(|it| !wanted.contains(&it.name)) {
        return Some(format!("flake.nix has no input `{}`", pinned.name));
    }
    manifest.inputs.iter().find_map(|input| {
        let pinned = lock.root().input(&input.name)?;
        match of_input(lock, input, pinned) {
            Some((_, made_for)) => {
                Some(format!("`{}` has changed: in flake.lock it {made_for}", input.name))
            }
            None => overrides(lock, input, pinned, &input.name),
        }
    })
}

/// As [`difference`], of what flake.nix overrides in an input, and of what was overridden when the lock
/// was made. `path` names the input from the root.
fn overrides(lock: &Lock, input: &DeclaredInput, pinned: &Input, path: &str) -> Option<String> {
    let (Target::Node(_), Resolved::Node(node)) = (&pinned.target, &pinned.resolved) else {
        return None;
    };
    let node = lock.node(*node);
    for over in &input.overrides {
        let name = format!("{path}/{}", over.name);
        // Nix only warns of one that its flake does not have.
        let Some(pinned) = node.input(&over.name) else { continue };
        let says_something = over.follows.is_some() || over.reference.is_some();
        let differs = says_something && of_input(lock, over, pinned).is_some();
        if differs {
            return Some(format!("`{name}` is overridden in another way than when it was locked"));
        }
        if let Some(why) = overrides(lock, over, pinned, &name) {
            return Some(why);
        }
    }
    let root = path.split('/').next().unwrap_or(path);
    node.inputs.iter().find_map(|pinned| {
        let Target::Follows(to) = &pinned.target else { return None };
        // An input that follows another of its own flake is led through that flake.
        let is_own = to.first().is_some_and(|first| first == root);
        let is_declared = input.overrides.iter().any(|over| over.name == pinned.name);
        (!is_own && !is_declared)
            .then(|| format!("`{path}/{}` is no longer overridden", pinned.name))
    })
}

/// Nix takes a plain absolute path for the git repository that lies there, where one does.
fn is_repository_at(declared: &Reference, original: &Attrs) -> bool {
    let path = declared.str("path").filter(|path| path.starts_with('/'));
    let repository = original.str("url").and_then(|url| url.strip_prefix("file://"));
    path.is_some() && path == repository
}

fn follows_text(path: &[String]) -> String {
    format!("follows `{}`", path.join("/"))
}
