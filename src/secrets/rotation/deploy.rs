//! Bringing the new value to its dependents, in waves: each is seen to work before the next begins.

use std::collections::BTreeSet;

use super::engine::{Done, End, Engine, Say, Wait};
use super::forward::{moment, unverified};
use super::probe::{self, Seen};
use super::state::{Rotation, State};
use crate::error::{Error, Result};
use crate::model::fleet::HostWave;

/// What came of trying the new value.
enum Tried {
    /// It is accepted.
    Accepted,
    /// It is not, and gives way to the old one.
    Back,
    /// That cannot be told yet.
    Waits(Wait),
}

/// What came of bringing it to a wave of hosts.
enum Brought {
    /// Each has it.
    ToAll,
    /// A hook failed: it gives way to the old one.
    Back,
    /// These are to be deployed.
    Waits(BTreeSet<String>),
}

impl Engine<'_, '_> {
    /// Brings the value to everybody.
    pub(super) fn deploy(
        &self,
        rotation: &mut Rotation,
        mut deployed: bool,
        say: &mut Say<'_>,
    ) -> Result<Option<End>> {
        let last = self.waves.len().saturating_sub(1);
        for (at, wave) in self.waves.iter().enumerate() {
            match self.bring_to(rotation, wave, deployed, say)? {
                Brought::ToAll => {}
                Brought::Back => return Ok(None),
                Brought::Waits(hosts) => {
                    let why = |hosts: &str| format!("the new value is not on {hosts} yet");
                    return self.wait_for(rotation, &hosts, why).map(Some);
                }
            }
            if at == last {
                break;
            }
            if rotation.waves.len() <= at {
                match self.try_new(rotation, say)? {
                    Tried::Accepted => {}
                    Tried::Back => return Ok(None),
                    Tried::Waits(wait) => return Ok(Some(End::Waits(wait))),
                }
                rotation.waves.push(self.now);
                rotation.waits = None;
                self.note(rotation, State::Placed)?;
            }
            // What was deployed was so for this wave.
            deployed &= rotation.waits.is_some();
            let until = rotation.waves.get(at).map_or(0, |since| since.saturating_add(wave.bake));
            if self.now < until {
                return Ok(Some(End::Waits(baking(wave, until))));
            }
        }
        self.note(rotation, State::Deployed).map(|()| None)
    }

    /// Brings the value to those dependents that are on the hosts of a wave and do not have it.
    fn bring_to(
        &self,
        rotation: &mut Rotation,
        wave: &HostWave,
        deployed: bool,
        say: &mut Say<'_>,
    ) -> Result<Brought> {
        let mut waits = BTreeSet::new();
        for (at, (part, member)) in self.members(rotation).into_iter().enumerate() {
            for (number, dependent) in part.dependents.iter().enumerate() {
                if member.done.contains(&number) || !wave.hosts.contains(&dependent.host) {
                    continue;
                }
                match &dependent.hook {
                    Some(hook) => {
                        let brought = self.bring(rotation, part, dependent, hook, "deploy");
                        if let Err(error) = brought {
                            return self.failed(rotation, part, error).map(|()| Brought::Back);
                        }
                        if let Some(member) = rotation.members.get_mut(at) {
                            member.done.push(number);
                        }
                        self.note(rotation, State::Placed)?;
                        let what = format!("deployed to {} by {hook}", dependent.host);
                        say(Done { file: member.file.clone(), what });
                    }
                    None if deployed => {
                        if let Some(member) = rotation.members.get_mut(at) {
                            member.done.push(number);
                        }
                    }
                    None => drop(waits.insert(dependent.host.clone())),
                }
            }
        }
        Ok(if waits.is_empty() { Brought::ToAll } else { Brought::Waits(waits) })
    }

    /// Sees that the new value is accepted.
    pub(super) fn verify(&self, rotation: &mut Rotation, say: &mut Say<'_>) -> Result<Option<End>> {
        for (part, _) in self.members(rotation) {
            self.readers_verify(part)?;
        }
        match self.try_new(rotation, say)? {
            Tried::Accepted => {}
            Tried::Back => return Ok(None),
            Tried::Waits(wait) => return Ok(Some(End::Waits(wait))),
        }
        rotation.verified = Some(self.now);
        self.note(rotation, State::Verified).map(|()| None)
    }

    fn try_new(&self, rotation: &mut Rotation, say: &mut Say<'_>) -> Result<Tried> {
        for (part, member) in self.members(rotation) {
            for probe in &part.policy.verify {
                let value = self.tried(part, true)?;
                match self.until_accepted(rotation, part, probe, &value)? {
                    Seen::Accepted => {
                        let what = format!("verified: {}", probe::name(probe));
                        say(Done { file: member.file.clone(), what });
                    }
                    Seen::Refused if part.policy.stay_old => {
                        let error = Error::tool(format!("{} refuses it", probe::name(probe)));
                        return self.failed(rotation, part, error).map(|()| Tried::Back);
                    }
                    seen => return Ok(Tried::Waits(unverified(&member.file, probe, &seen))),
                }
            }
        }
        Ok(Tried::Accepted)
    }
}

fn baking(wave: &HostWave, until: u64) -> Wait {
    let hosts = wave.hosts.join(", ");
    Wait {
        why: format!("the new value is tried on {hosts} until {}", moment(until)),
        help: "run `nixward secrets rotate --continue` after that, by hand or from a timer"
            .to_owned(),
    }
}
