//! The systems of hosts, as the flake is and as it was.

use std::collections::BTreeMap;

use super::answer::lacks;
use super::plain::{Asked, asked, asked_at, missing_input};
use super::{Evaluation, remembered};
use crate::error::{Error, Result};
use crate::model::event::{Event, Events as _};
use crate::model::facts::{ErrorKind, Fact, FactError, Toplevel};
use crate::nix::evaluate::{Subject, Through};
use crate::nix::footprint::{Answer, Answered, Footprints, Question};
use crate::nix::pool::{self, Slot};

/// Tells answers about systems from others.
const QUESTION: &str = "the derivation of the system and what it builds";

/// A system, or why it is not known.
pub type Known = std::result::Result<Toplevel, String>;

impl Evaluation<'_> {
    /// The systems of these hosts as the flake is now, in this order.
    pub fn toplevels(&self, hosts: &[String]) -> Result<Vec<Known>> {
        let Ok(footprints) = &self.footprints else {
            return self.plain_toplevels(asked(self.context.source()?)?, hosts);
        };
        let mut systems = BTreeMap::new();
        let mut left = Vec::new();
        for host in hosts {
            match footprints.known(Question { host, text: QUESTION })? {
                Ok(answered) => drop(systems.insert(host, read(&answered)?)),
                Err(_) => left.push(host.clone()),
            }
        }
        if !left.is_empty() {
            let fresh = self.fresh_toplevels(footprints, &left)?;
            systems.extend(left.iter().zip(fresh));
        }
        Ok(hosts.iter().filter_map(|host| systems.remove(host)).collect())
    }

    /// The systems of those of these hosts that an earlier evaluation tells. Runs no Nix.
    pub fn known_toplevels(&self, hosts: &[String]) -> Result<BTreeMap<String, Toplevel>> {
        let mut systems = BTreeMap::new();
        let Ok(footprints) = &self.footprints else { return Ok(systems) };
        for host in hosts {
            if let Ok(answered) = footprints.known(Question { host, text: QUESTION })?
                && let Ok(system) = read(&answered)?
            {
                systems.insert(host.clone(), system);
            }
        }
        Ok(systems)
    }

    fn fresh_toplevels(&self, footprints: &Footprints<'_>, hosts: &[String]) -> Result<Vec<Known>> {
        if footprints.prepare().is_err() {
            return self.plain_toplevels(asked(self.context.source()?)?, hosts);
        }
        let ask = |host: &String, slot: &Slot<'_>| self.remembered_toplevel(footprints, host, slot);
        pool::each(hosts, self.args.limits(), ask).into_iter().collect()
    }

    /// The sizes in bytes of the closures of those of these hosts that lie built in the store.
    pub fn closures(&self, hosts: &[String]) -> Result<BTreeMap<String, u64>> {
        let mut closures = BTreeMap::new();
        if hosts.is_empty() {
            return Ok(closures);
        }
        for (host, toplevel) in hosts.iter().zip(self.toplevels(hosts)?) {
            // A system that cannot be known has its own finding.
            if let Ok(toplevel) = toplevel
                && let Some(size) = self.nix.closure_size(&toplevel.out_path)
            {
                closures.insert(host.clone(), size);
            }
        }
        Ok(closures)
    }

    /// The same of a commit.
    pub fn toplevels_at(&self, commit: &str, hosts: &[String]) -> Result<Vec<Known>> {
        self.plain_toplevels(asked_at(self.context.source()?, commit)?, hosts)
    }

    /// The names of the hosts of a commit; the inner error is what Nix says of the flake.
    pub fn host_names_at(
        &self,
        commit: &str,
    ) -> Result<std::result::Result<Vec<String>, FactError>> {
        let Asked { reference, places } = asked_at(self.context.source()?, commit)?;
        self.nix.host_names(&reference, &places)
    }

    fn remembered_toplevel(
        &self,
        footprints: &Footprints<'_>,
        host: &str,
        slot: &Slot<'_>,
    ) -> Result<Known> {
        let ask = |run: &crate::nix::footprint::Run| {
            let places = remembered::places(self.context, run)?;
            let subject = Subject { through: Through::Snapshot(run), places };
            let told = self.told(self.nix.toplevel(&subject, host, slot)?, host);
            let keep = !matches!(&told, Fact::Error(error) if !is_lasting(error));
            let text = serde_json::to_string(&told)
                .map_err(|error| Error::internal("a system cannot be written").because(error))?;
            Ok(Answer { text, keep })
        };
        Ok(match footprints.answer(Question { host, text: QUESTION }, ask)? {
            Err(lacking) => Err(lacks(&lacking)),
            Ok(answered) => read(&answered)?,
        })
    }

    fn plain_toplevels(&self, asked: Asked, hosts: &[String]) -> Result<Vec<Known>> {
        let Asked { reference, mut places } = asked;
        let all = |why: String| hosts.iter().map(|_| Err(why.clone())).collect();
        let metadata = match self.nix.metadata(&reference, &places)? {
            Ok(metadata) => metadata,
            Err(error) => return Ok(all(error.message)),
        };
        places.store.clone_from(&metadata.path);
        if let Some(why) = missing_input(self.nix, &metadata.locks)? {
            return Ok(all(why));
        }
        let subject = Subject { through: Through::Reference(&reference), places };
        let ask = |host: &String, slot: &Slot<'_>| {
            Ok(known(self.told(self.nix.toplevel(&subject, host, slot)?, host)))
        };
        pool::each(hosts, self.args.limits(), ask).into_iter().collect()
    }

    fn told(&self, fact: Fact<Toplevel>, host: &str) -> Fact<Toplevel> {
        self.context
            .ui
            .send(&Event::Instantiated { host: host.to_owned(), failed: fact.error().is_some() });
        fact
    }
}

fn is_lasting(error: &FactError) -> bool {
    !matches!(error.kind, ErrorKind::OutOfMemory | ErrorKind::Crash | ErrorKind::Fetch)
}

fn read(answered: &Answered) -> Result<Known> {
    let fact: Fact<Toplevel> = serde_json::from_str(&answered.text)
        .map_err(|error| Error::internal("a system cannot be read").because(error))?;
    Ok(known(fact))
}

fn known(fact: Fact<Toplevel>) -> Known {
    match fact {
        Fact::Value(toplevel) => Ok(toplevel),
        Fact::Error(error) => Err(error.message.lines().next().unwrap_or_default().to_owned()),
    }
}
