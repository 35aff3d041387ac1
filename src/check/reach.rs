//! Which files the hosts reach.

use std::collections::HashMap;

use crate::flake::hosts::{Discovery, EdgeKind};
use crate::tree::RelPath;

/// How sure it is that evaluating a host comes to a file; later ones are surer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// No host does.
    No,
    /// What leads to it is not known.
    Unknown,
    /// A file on the way names it.
    Named,
    /// As a module of a host.
    Module,
}

/// Which files the hosts reach.
#[derive(Debug)]
pub struct Reach {
    files: HashMap<RelPath, Reached>,
    folders: Vec<RelPath>,
    others: Reached,
}

impl Reach {
    /// From the hosts that were found, if anybody looked.
    pub fn of(discovery: Option<&Discovery>) -> Self {
        let Some(discovery) = discovery else {
            return Self { files: HashMap::new(), folders: Vec::new(), others: Reached::Unknown };
        };
        let hosts = &discovery.hosts;
        let complete = discovery.is_complete() && hosts.iter().all(|it| it.host.complete());
        let mut reach = Self {
            files: HashMap::new(),
            folders: Vec::new(),
            others: if complete { Reached::No } else { Reached::Unknown },
        };
        for file in &discovery.shared {
            reach.add(file, Reached::Named);
        }
        for edge in hosts.iter().flat_map(|discovered| &discovered.edges) {
            match edge.kind {
                EdgeKind::Module => reach.add(&edge.to, Reached::Module),
                EdgeKind::Mention => reach.add(&edge.to, Reached::Named),
                EdgeKind::Folder => reach.folders.push(edge.to.clone()),
            }
        }
        reach.folders.sort();
        reach.folders.dedup();
        reach
    }

    fn add(&mut self, file: &RelPath, reached: Reached) {
        let known = self.files.entry(file.clone()).or_insert(reached);
        *known = (*known).max(reached);
    }

    /// What is known of a file.
    pub fn of_file(&self, file: &RelPath) -> Reached {
        let known = self.files.get(file).copied();
        known.unwrap_or_else(|| {
            let below = self.folders.iter().any(|folder| file.starts_with(folder));
            if below { Reached::Unknown } else { self.others }
        })
    }
}
