//! Things that only one host may have.

use std::collections::BTreeMap;

use crate::check::input::Fleet;
use crate::check::sink::Sink;
use crate::flake::inventory::Step;

/// What hosts have, in the order it was added.
#[derive(Default)]
pub struct Marks {
    owners: BTreeMap<String, String>,
    shared: Vec<Shared>,
}

/// Something that a second host has.
pub struct Shared {
    /// The thing, for people.
    pub shown: String,
    /// Who had it first.
    pub first: String,
    /// Who has it too.
    pub owner: String,
    steps: Vec<Step>,
}

impl Marks {
    /// Adds something; `key` tells it apart from others.
    pub fn add(&mut self, key: String, shown: &str, owner: &str, steps: &[Step]) {
        let first = self.owners.entry(key).or_insert_with(|| owner.to_owned());
        if first != owner {
            self.shared.push(Shared {
                shown: shown.to_owned(),
                first: first.clone(),
                owner: owner.to_owned(),
                steps: steps.to_vec(),
            });
        }
    }

    /// Reports what more than one has.
    pub fn report(&self, fleet: &Fleet<'_>, sink: &mut Sink<'_>, say: impl Fn(&Shared) -> String) {
        for shared in &self.shared {
            fleet.at(sink, &shared.steps, say(shared)).host(&shared.owner);
        }
    }
}
