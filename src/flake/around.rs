//! The files around a change: what it leads to, and what leads to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::hosts::{Discovery, EdgeKind};
use super::inventory::file::Inventory;
use crate::model::secrets::SecretMatrix;
use crate::tree::RelPath;

/// Which file leads to which.
#[derive(Debug, Default)]
pub struct Leads {
    forwards: HashMap<RelPath, BTreeSet<RelPath>>,
    backwards: HashMap<RelPath, BTreeSet<RelPath>>,
    /// The folders in which any file may be meant, each with the files that say so.
    folders: BTreeMap<RelPath, BTreeSet<RelPath>>,
    /// Files that are judged together: where the first is around a change, so is the second.
    beside: BTreeSet<(RelPath, RelPath)>,
}

impl Leads {
    /// Adds what is known of the hosts of a flake, whose `flake.nix` this is.
    pub fn add_hosts(&mut self, flake: &RelPath, discovery: &Discovery) {
        for file in &discovery.shared {
            self.add(flake, file);
        }
        let of_hosts = discovery.hosts.iter().flat_map(|found| {
            let defined = found.host.at.as_ref().and_then(|at| RelPath::new(&at.file));
            let defined = defined.unwrap_or_else(|| flake.clone());
            found.edges.iter().map(move |edge| (edge.from.clone().unwrap_or(defined.clone()), edge))
        });
        let mentions = discovery.mentions.iter();
        let mentions = mentions.map(|edge| (edge.from.clone().unwrap_or(flake.clone()), edge));
        for (from, edge) in of_hosts.chain(mentions) {
            match edge.kind {
                EdgeKind::Module | EdgeKind::Mention => self.add(&from, &edge.to),
                EdgeKind::Folder => {
                    self.folders.entry(edge.to.clone()).or_default().insert(from);
                }
            }
        }
    }

    /// Adds what `flake.nix` reads beside the files it names.
    pub fn add_lock(&mut self, flake: &RelPath, lock: &RelPath) {
        self.add(flake, lock);
        self.beside.insert((flake.clone(), lock.clone()));
    }

    /// Adds the inventory, by whose keys rules about secrets are judged too.
    pub fn add_inventory(
        &mut self,
        flake: &RelPath,
        inventory: &Inventory,
        secrets: &SecretMatrix,
    ) {
        self.add(flake, &inventory.file);
        self.beside.insert((flake.clone(), inventory.file.clone()));
        for rules in secrets.rules_files.iter().filter_map(|rules| RelPath::new(&rules.file)) {
            self.add(&inventory.file, &rules);
        }
    }

    /// Adds the rules about secrets and the files that they speak of.
    pub fn add_secrets(&mut self, secrets: &SecretMatrix) {
        for secret in &secrets.secrets {
            let Some(file) = RelPath::new(&secret.file) else { continue };
            let rules = secret.rules.iter().filter_map(|rule| RelPath::new(&rule.rules_file));
            for rules in rules {
                self.add(&rules, &file);
                self.beside.insert((file.clone(), rules));
            }
        }
    }

    fn add(&mut self, from: &RelPath, to: &RelPath) {
        self.forwards.entry(from.clone()).or_default().insert(to.clone());
        self.backwards.entry(to.clone()).or_default().insert(from.clone());
    }

    /// The changed files with all that they lead to and all that leads to them, among the `files` that
    /// are there.
    pub fn around(
        &self,
        changed: &BTreeSet<RelPath>,
        files: &BTreeSet<RelPath>,
    ) -> BTreeSet<RelPath> {
        let mut around = closed(changed, |file| {
            let folders = self.folders.iter().filter(|(_, from)| from.contains(file));
            let inside = folders.flat_map(|(folder, _)| {
                files.iter().filter(|inside| inside.starts_with(folder)).cloned()
            });
            inside.chain(self.forwards.get(file).into_iter().flatten().cloned()).collect()
        });
        around.extend(closed(changed, |file| {
            let folders = self.folders.iter().filter(|(folder, _)| file.starts_with(folder));
            let from = folders.flat_map(|(_, from)| from.iter().cloned());
            from.chain(self.backwards.get(file).into_iter().flatten().cloned()).collect()
        }));
        let beside = self.beside.iter().filter(|(file, _)| around.contains(file));
        let beside: Vec<RelPath> = beside.map(|(_, beside)| beside.clone()).collect();
        around.extend(beside);
        around.retain(|file| changed.contains(file) || files.contains(file));
        around
    }
}

/// These files, where a step leads from each, and so on.
fn closed(files: &BTreeSet<RelPath>, step: impl Fn(&RelPath) -> Vec<RelPath>) -> BTreeSet<RelPath> {
    let mut closed = files.clone();
    let mut open: Vec<RelPath> = files.iter().cloned().collect();
    while let Some(file) = open.pop() {
        for next in step(&file) {
            if closed.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RelPath {
        RelPath::new(text).unwrap()
    }

    fn around(leads: &Leads, changed: &str) -> String {
        let files = ["a", "b", "dir/x", "dir/y", "flake.lock", "flake.nix", "m"].map(path).into();
        let around = leads.around(&BTreeSet::from([path(changed)]), &files);
        around.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_change_reaches_forwards_and_is_reached_backwards() {
        let mut leads = Leads::default();
        for (from, to) in [("flake.nix", "a"), ("flake.nix", "b"), ("a", "m"), ("b", "m")] {
            leads.add(&path(from), &path(to));
        }
        leads.folders.insert(path("dir"), BTreeSet::from([path("b")]));
        leads.add_lock(&path("flake.nix"), &path("flake.lock"));
        assert_eq!(around(&leads, "a"), "a flake.lock flake.nix m");
        assert_eq!(around(&leads, "m"), "a b flake.lock flake.nix m");
        assert_eq!(around(&leads, "b"), "b dir/x dir/y flake.lock flake.nix m");
        assert_eq!(around(&leads, "dir/x"), "b dir/x flake.lock flake.nix");
        assert_eq!(around(&leads, "flake.lock"), "flake.lock flake.nix");
        assert_eq!(around(&leads, "dir/gone"), "b dir/gone flake.lock flake.nix");
        assert_eq!(around(&leads, "elsewhere"), "elsewhere");
    }
}
