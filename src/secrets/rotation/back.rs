//! Back to the old value, which everybody still accepts.

use std::collections::BTreeSet;

use super::engine::{Done, End, Engine, Say};
use super::files::Edit;
use super::mint::{self, issuer, restic};
use super::policy::{Kind, Verifier};
use super::state::{Rotation, State, Way, with};
use crate::error::{Error, Result};

impl Engine<'_, '_> {
    /// Decides to go back; the next run does it.
    ///
    /// # Errors
    /// An old value that is refused already.
    pub fn abort(&self, rotation: &mut Rotation) -> Result<()> {
        if rotation.state >= State::Retired {
            return Err(Error::input("the old value is refused already: there is no way back")
                .hint("`nixward secrets rotate --continue` finishes it"));
        }
        rotation.way = Way::Back;
        rotation.why = Some("it was aborted".to_owned());
        self.note(rotation, rotation.state)
    }

    /// One step back.
    pub(super) fn back(
        &self,
        rotation: &mut Rotation,
        deployed: bool,
        say: &mut Say<'_>,
    ) -> Result<Option<End>> {
        if rotation.state >= State::Placed {
            return self.restore(rotation, say).map(|()| None);
        }
        if rotation.state == State::Accepted {
            return self.withdraw(rotation, deployed, say);
        }
        for (part, member) in self.members(rotation) {
            if part.policy.kind != Kind::ApiToken {
                continue;
            }
            let (told, root) = (self.told(rotation, part), self.store.root());
            match &member.issued {
                Some(_) => issuer::revoke(&part.policy, root, &told, &self.new_value(part)?)?,
                None => drop(issuer::revoke_orphans(&part.policy, root, &told, &rotation.id)?),
            }
        }
        self.purge(rotation)?;
        self.tell(rotation, say, "back: only the old value is left");
        Ok(Some(End::Back(rotation.why.clone().unwrap_or_default())))
    }

    /// Puts the old values back into their places.
    fn restore(&self, rotation: &mut Rotation, say: &mut Say<'_>) -> Result<()> {
        let had_waited = rotation.state == State::Placed
            && (rotation.waits.is_some() || !rotation.waves.is_empty());
        let mut edit = Edit::begin(self.store, self.parts)?;
        for (part, member) in self.members(rotation) {
            let beside = part.beside();
            edit.copy(&beside.old, &beside.current)?;
            if let Some(public) = mint::public_ending(part.policy.kind) {
                let at = |ending: &str| with(&part.place.path, ending);
                edit.copy(&at(&format!("old.{public}")), &at(public))?;
            }
            // A hook that failed or was killed may have brought the value all the same, and whoever was
            // told to deploy may have done so.
            let reached = part.dependents.iter().enumerate();
            let reached = reached.filter(|(_, one)| had_waited || one.hook.is_some());
            let found = rotation.members.iter_mut().find(|other| other.file == member.file);
            if let Some(found) = found {
                found.done.extend(reached.map(|(number, _)| number));
                found.done.sort_unstable();
                found.done.dedup();
            }
        }
        rotation.state = State::Accepted;
        rotation.waits = None;
        rotation.waves.clear();
        edit.commit(&self.journal()?, rotation)?;
        self.tell(rotation, say, "the old value is back in its place");
        Ok(())
    }

    /// Brings the old value to all who have the new one, then has that refused.
    fn withdraw(
        &self,
        rotation: &mut Rotation,
        deployed: bool,
        say: &mut Say<'_>,
    ) -> Result<Option<End>> {
        let mut waits = BTreeSet::new();
        for (at, (part, member)) in self.members(rotation).into_iter().enumerate() {
            for number in &member.done {
                let Some(dependent) = part.dependents.get(*number) else { continue };
                match &dependent.hook {
                    Some(hook) => {
                        self.bring(rotation, part, dependent, hook, "deploy")?;
                        let what = format!("the old value is back on {}", dependent.host);
                        say(Done { file: member.file.clone(), what });
                    }
                    None if deployed => {}
                    None => {
                        waits.insert(dependent.host.clone());
                        continue;
                    }
                }
                if let Some(member) = rotation.members.get_mut(at) {
                    member.done.retain(|other| other != number);
                }
                self.note(rotation, State::Accepted)?;
            }
        }
        if !waits.is_empty() {
            let why = |hosts: &str| format!("the old value is not back on {hosts} yet");
            return self.wait_for(rotation, &waits, why).map(Some);
        }
        for (part, _) in self.members(rotation) {
            match &part.policy.verifier {
                Some(Verifier::Hook { apply, .. }) => {
                    self.verifier(rotation, part, apply, "revert")?;
                }
                Some(Verifier::Restic { repository }) => {
                    if let Some(old) = self.old(rotation, part)? {
                        restic::remove(repository, &self.new_value(part)?, &old)?;
                    }
                }
                Some(Verifier::Deployment { .. }) | None => {}
            }
        }
        self.note(rotation, State::Minted).map(|()| None)
    }
}
