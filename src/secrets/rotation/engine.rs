//! One step after the other. Each may be done twice, since a kill may come between it and the note of
//! it; what has been noted is not done again.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::files::{self, Edit, open, open_maybe};
use super::hook::Call;
use super::mint;
use super::policy::{Dependent, Verifier};
use super::state::{Member, Rotation, State, Way};
use super::unit::{Graph, Part};
use crate::error::{Error, Result};
use crate::model::fleet::HostWave;
use crate::secrets::store::Store;
use crate::secrets::value::Tools;

/// Everything that a rotation is carried out with.
pub struct Engine<'a, 'm> {
    /// The secrets.
    pub store: &'a Store,
    /// What encrypts and decrypts.
    pub tools: Tools<'a>,
    /// The secrets that change together.
    pub parts: &'a [Part<'m>],
    /// What all rules say.
    pub graph: &'a Graph<'m>,
    /// The hosts of its dependents, one wave after the other.
    pub waves: Vec<HostWave>,
    /// The time, in seconds since 1970.
    pub now: u64,
    /// Whether the deployment that it waits for has happened.
    pub deployed: bool,
}

/// Something that was done.
pub struct Done {
    /// The secret.
    pub file: String,
    /// What, in words.
    pub what: String,
}

/// Where it stopped.
pub enum End {
    /// The new value is the only one.
    Finished,
    /// The old one is; why.
    Back(String),
    /// It has to wait.
    Waits(Wait),
}

/// For what.
#[derive(Clone, Debug)]
pub struct Wait {
    /// A sentence without a full stop.
    pub why: String,
    /// What to do.
    pub help: String,
}

/// Takes what was done, as it is.
pub type Say<'s> = dyn FnMut(Done) + 's;

impl Engine<'_, '_> {
    /// Goes on until it is at an end, or has to wait.
    ///
    /// # Errors
    /// What a step met; the next run tries it again.
    pub fn run(&self, rotation: Option<Rotation>, say: &mut Say<'_>) -> Result<End> {
        let mut rotation = match rotation {
            Some(rotation) => rotation,
            None => match self.begin(say)? {
                Some(rotation) => rotation,
                None => return Ok(End::Finished),
            },
        };
        // It counts for what was waited for as the run began, and for nothing after that.
        let mut deployed = self.deployed && rotation.waits.is_some();
        loop {
            let end = match rotation.way {
                Way::Forward => self.forward(&mut rotation, deployed, say)?,
                Way::Back => self.back(&mut rotation, deployed, say)?,
            };
            match end {
                Some(end) => return Ok(end),
                None if rotation.waits.is_none() => deployed = false,
                None => {}
            }
        }
    }

    /// How far it is now; none where it is at an end.
    ///
    /// # Errors
    /// A journal that cannot be read.
    pub fn under_way(&self) -> Result<Option<Rotation>> {
        Rotation::read(&self.journal()?)
    }

    /// Runs a hook at the verifier.
    pub(super) fn verifier(
        &self,
        rotation: &Rotation,
        part: &Part<'_>,
        hook: &str,
        action: &'static str,
    ) -> Result<()> {
        let (new, old) = (self.new_value(part)?, self.old(rotation, part)?);
        let mut values = vec![("new", new.as_slice())];
        values.extend(old.as_ref().map(|old| ("old", old.as_slice())));
        let mut told = self.told(rotation, part);
        if let Some(Verifier::Hook { host: Some(host), .. }) = &part.policy.verifier {
            told.insert("host".to_owned(), Value::from(host.as_str()));
        }
        Call { hook, action, told, values, answers: false }.run(self.store.root()).map(drop)
    }

    /// Runs a hook that brings the value in use to a dependent.
    pub(super) fn bring(
        &self,
        rotation: &Rotation,
        part: &Part<'_>,
        dependent: &Dependent,
        hook: &str,
        action: &'static str,
    ) -> Result<()> {
        let mut told = self.told(rotation, part);
        told.insert("host".to_owned(), Value::from(dependent.host.as_str()));
        told.insert("restart".to_owned(), Value::from(dependent.restart.clone()));
        told.insert("reload".to_owned(), Value::from(dependent.reload.clone()));
        let value = open(&part.place.path, &self.tools)?;
        let values = vec![("new", value.as_slice())];
        Call { hook, action, told, values, answers: false }.run(self.store.root()).map(drop)
    }

    /// What every hook is told.
    pub(super) fn told(&self, rotation: &Rotation, part: &Part<'_>) -> Map<String, Value> {
        let mut told = Map::new();
        told.insert("secret".to_owned(), Value::from(part.place.file));
        told.insert("kind".to_owned(), Value::from(part.policy.kind.name()));
        told.insert("id".to_owned(), Value::from(rotation.id.as_str()));
        told
    }

    /// The secrets of a rotation, with what is noted of them.
    pub(super) fn members(&self, rotation: &Rotation) -> Vec<(&Part<'_>, Member)> {
        let part = |file: &str| self.parts.iter().find(|part| part.place.file == file);
        let members = rotation.members.iter();
        members.filter_map(|member| Some((part(&member.file)?, member.clone()))).collect()
    }

    /// The new value.
    pub(super) fn new_value(&self, part: &Part<'_>) -> Result<Zeroizing<Vec<u8>>> {
        open(&part.beside().next, &self.tools)
    }

    /// The old value; none where there was none.
    pub(super) fn old(
        &self,
        rotation: &Rotation,
        part: &Part<'_>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let beside = part.beside();
        if let Some(old) = open_maybe(&beside.old, &self.tools)? {
            return Ok(Some(old));
        }
        if rotation.state >= State::Placed {
            return Ok(None);
        }
        open_maybe(&beside.current, &self.tools)
    }

    /// Notes what has been done.
    pub(super) fn note(&self, rotation: &mut Rotation, state: State) -> Result<()> {
        if state != rotation.state {
            rotation.waits = None;
        }
        rotation.state = state;
        Edit::begin(self.store, self.parts)?.commit(&self.journal()?, rotation)
    }

    /// Notes a deployment that is waited for.
    pub(super) fn wait(&self, rotation: &mut Rotation, why: String) -> Result<End> {
        rotation.waits = Some(why.clone());
        self.note(rotation, rotation.state)?;
        let help = "deploy, then `nixward secrets rotate --continue`".to_owned();
        Ok(End::Waits(Wait { why, help }))
    }

    /// Notes that hosts are waited for; `why` is given their names.
    pub(super) fn wait_for(
        &self,
        rotation: &mut Rotation,
        hosts: &BTreeSet<String>,
        why: impl FnOnce(&str) -> String,
    ) -> Result<End> {
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        self.wait(rotation, why(&hosts.join(", ")))
    }

    /// Notes that the new value does not work.
    pub(super) fn failed(
        &self,
        rotation: &mut Rotation,
        part: &Part<'_>,
        error: Error,
    ) -> Result<()> {
        let causes: Vec<String> = error.causes().map(ToString::to_string).collect();
        rotation.why = Some([vec![error.to_string()], causes].concat().join(": "));
        if !part.policy.stay_old {
            self.note(rotation, rotation.state)?;
            return Err(error);
        }
        rotation.way = Way::Back;
        rotation.waits = None;
        self.note(rotation, rotation.state)
    }

    /// Removes all that is left.
    pub(super) fn purge(&self, rotation: &Rotation) -> Result<()> {
        let mut paths = Vec::new();
        for (part, _) in self.members(rotation) {
            let beside = part.beside();
            paths.extend([beside.next, beside.old]);
            if let Some(public) = mint::public_ending(part.policy.kind) {
                let at = |which: &str| format!("{which}.{public}");
                let at = |which: &str| super::state::with(&part.place.path, &at(which));
                paths.extend([at("next"), at("old")]);
            }
        }
        paths.push(self.journal()?);
        files::remove(self.store, &paths)
    }

    /// Where it is noted.
    pub(super) fn journal(&self) -> Result<std::path::PathBuf> {
        let first = self.parts.first().ok_or_else(|| Error::internal("a rotation of nothing"))?;
        Ok(first.beside().journal)
    }

    pub(super) fn tell(&self, rotation: &Rotation, say: &mut Say<'_>, what: &str) {
        for member in &rotation.members {
            say(Done { file: member.file.clone(), what: what.to_owned() });
        }
    }
}
