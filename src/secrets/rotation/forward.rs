//! One step towards the new value.

use std::path::Path;
use std::time::Duration;

use zeroize::Zeroizing;

use super::engine::{Done, End, Engine, Say, Wait};
use super::files::{Edit, hash, open, open_maybe, overtaken};
use super::mint::{self, issuer, restic};
use super::policy::{Kind, Probe, Try, Verifier};
use super::probe::{self, Seen};
use super::state::{Beside, Rotation, State, with};
use super::unit::Part;
use crate::error::Result;

/// How often a new value is tried before it counts as refused: services take a moment to start.
const TRIES: u32 = 5;

/// Between two tries.
const PAUSE: Duration = Duration::from_secs(1);

impl Engine<'_, '_> {
    /// One step on.
    pub(super) fn forward(
        &self,
        rotation: &mut Rotation,
        deployed: bool,
        say: &mut Say<'_>,
    ) -> Result<Option<End>> {
        match rotation.state {
            State::Minting => self.mint_issued(rotation, say).map(|()| None),
            State::Minted => self.accept(rotation, deployed, say),
            State::Accepted => self.place(rotation, say),
            State::Placed => self.deploy(rotation, deployed, say),
            State::Deployed => self.verify(rotation, say),
            State::Verified => self.retire(rotation, say),
            State::Retired => {
                self.purge(rotation)?;
                self.tell(rotation, say, "done: only the new value is left");
                Ok(Some(End::Finished))
            }
        }
    }

    fn accept(
        &self,
        rotation: &mut Rotation,
        deployed: bool,
        say: &mut Say<'_>,
    ) -> Result<Option<End>> {
        if let Some(wait) = self.closed_window(rotation, |part| !part.policy.overlap) {
            return Ok(Some(End::Waits(wait)));
        }
        for (part, member) in self.members(rotation) {
            if let Some(wait) = self.readers_wait(part)? {
                return Ok(Some(End::Waits(wait)));
            }
            match &part.policy.verifier {
                None => continue,
                Some(Verifier::Deployment { .. }) if deployed => {}
                Some(Verifier::Deployment { host }) => {
                    let public = mint::public_ending(part.policy.kind).unwrap_or("pub");
                    let name = with(Path::new(&member.file), &format!("next.{public}"));
                    let why = format!("{host} does not know {} yet", name.display());
                    return self.wait(rotation, why).map(Some);
                }
                Some(Verifier::Hook { apply, .. }) => {
                    self.verifier(rotation, part, apply, "accept")?;
                }
                Some(Verifier::Restic { repository }) => {
                    if let Some(old) = self.old(rotation, part)? {
                        restic::add(repository, &old, &self.new_value(part)?)?;
                    }
                }
            }
            let who = verifier_name(part);
            say(Done { file: member.file.clone(), what: format!("accepted by {who}") });
        }
        self.note(rotation, State::Accepted).map(|()| None)
    }

    fn place(&self, rotation: &mut Rotation, say: &mut Say<'_>) -> Result<Option<End>> {
        if let Some(wait) = self.closed_window(rotation, |_| true) {
            return Ok(Some(End::Waits(wait)));
        }
        let mut edit = Edit::begin(self.store, self.parts)?;
        for (part, member) in self.members(rotation) {
            let beside = part.beside();
            if hash(&beside.current)? != member.old
                || hash(&beside.next)?.as_ref() != Some(&member.new)
            {
                return Err(overtaken(&member.file));
            }
            edit.copy(&beside.current, &beside.old)?;
            self.put_new(&mut edit, part)?;
            if let Some(public) = mint::public_ending(part.policy.kind) {
                let at = |ending: &str| with(&part.place.path, ending);
                edit.copy(&at(public), &at(&format!("old.{public}")))?;
                edit.copy(&at(&format!("next.{public}")), &at(public))?;
            }
        }
        rotation.state = State::Placed;
        rotation.waits = None;
        edit.commit(&self.journal()?, rotation)?;
        self.tell(rotation, say, "in its place; the old value is kept beside it");
        Ok(None)
    }

    fn retire(&self, rotation: &mut Rotation, say: &mut Say<'_>) -> Result<Option<End>> {
        let parts = self.members(rotation);
        let keep = parts.iter().map(|(part, _)| part.policy.keep_old).max().unwrap_or(0);
        let until = rotation.verified.unwrap_or(self.now).saturating_add(keep);
        if self.now < until {
            let wait = kept(until);
            if rotation.waits.as_ref() != Some(&wait.why) {
                rotation.waits = Some(wait.why.clone());
                self.note(rotation, State::Verified)?;
            }
            return Ok(Some(End::Waits(wait)));
        }
        for (part, member) in parts {
            if let Some(wait) = self.readers_leave(part)? {
                return Ok(Some(End::Waits(wait)));
            }
            let Some(old) = self.old(rotation, part)? else { continue };
            match &part.policy.verifier {
                Some(Verifier::Hook { retire: Some(retire), .. }) => {
                    self.verifier(rotation, part, retire, "retire")?;
                }
                Some(Verifier::Restic { repository }) => {
                    restic::remove(repository, &old, &self.new_value(part)?)?;
                }
                _ => {}
            }
            if part.policy.kind == Kind::ApiToken {
                let told = self.told(rotation, part);
                issuer::revoke(&part.policy, self.store.root(), &told, &old)?;
            }
            for probe in part.policy.verify.iter().filter(|probe| tells_old(probe)) {
                let value = self.tried(part, false)?;
                let told = self.told(rotation, part);
                let seen = probe::try_value(probe, self.store.root(), &value, &told)?;
                if seen != Seen::Refused {
                    return Ok(Some(End::Waits(not_refused(&member.file, probe, &seen))));
                }
                let what = format!("the old value is refused: {}", probe::name(probe));
                say(Done { file: member.file.clone(), what });
            }
        }
        self.note(rotation, State::Retired).map(|()| None)
    }

    /// Tries until a value is accepted, at most so often.
    pub(super) fn until_accepted(
        &self,
        rotation: &Rotation,
        part: &Part<'_>,
        probe: &Probe,
        value: &[u8],
    ) -> Result<Seen> {
        let told = self.told(rotation, part);
        for _ in 1..TRIES {
            if probe::try_value(probe, self.store.root(), value, &told)? == Seen::Accepted {
                return Ok(Seen::Accepted);
            }
            std::thread::sleep(PAUSE);
        }
        probe::try_value(probe, self.store.root(), value, &told)
    }

    /// What a probe tries: the password where the secret is its hash.
    pub(super) fn tried(&self, part: &Part<'_>, new: bool) -> Result<Zeroizing<Vec<u8>>> {
        let hashed = matches!(part.policy.kind, Kind::Htpasswd | Kind::Bcrypt | Kind::Yescrypt);
        let path = match part.sources.first().filter(|_| hashed) {
            Some((_, source)) => self.store.path(source)?,
            None => part.place.path.clone(),
        };
        let beside = Beside::of(&path);
        let first = if new { &beside.next } else { &beside.old };
        match open_maybe(first, &self.tools)? {
            Some(value) => Ok(value),
            None => open(&beside.current, &self.tools),
        }
    }

    fn closed_window(&self, rotation: &Rotation, counts: fn(&Part<'_>) -> bool) -> Option<Wait> {
        let parts = self.members(rotation);
        let windows = parts.iter().filter(|(part, _)| counts(part));
        let mut closed = windows.filter_map(|(part, _)| part.policy.window.as_ref());
        let window = closed.find(|window| !window.contains(self.now))?;
        let help =
            "run `nixward secrets rotate --continue` then, by hand or from a timer".to_owned();
        Some(Wait { why: format!("the value may change in {window}"), help })
    }
}

/// Whether a probe tells an old value from a new one: an old certificate stays good until it ends.
fn tells_old(probe: &Probe) -> bool {
    !matches!(probe.what, Try::Tls { .. })
}

fn verifier_name(part: &Part<'_>) -> String {
    match &part.policy.verifier {
        Some(Verifier::Hook { apply, .. }) => apply.clone(),
        Some(Verifier::Restic { repository }) => repository.clone(),
        Some(Verifier::Deployment { host }) => host.clone(),
        None => String::new(),
    }
}

pub(super) fn unverified(file: &str, probe: &Probe, seen: &Seen) -> Wait {
    let why = match seen {
        Seen::Unclear(why) => why.as_str(),
        _ => "it is refused",
    };
    Wait {
        why: format!("{file} is not verified: {}: {why}", probe::name(probe)),
        help:
            "`nixward secrets rotate --continue` tries again, `--abort` goes back to the old value"
                .to_owned(),
    }
}

fn not_refused(file: &str, probe: &Probe, seen: &Seen) -> Wait {
    let why = match seen {
        Seen::Unclear(why) => why.as_str(),
        _ => "it is accepted",
    };
    Wait {
        why: format!("the old value of {file} is not refused: {}: {why}", probe::name(probe)),
        help: "see that its verifier refuses it, then `nixward secrets rotate --continue`"
            .to_owned(),
    }
}

/// A time in seconds since 1970, for people.
pub(super) fn moment(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|it| jiff::Timestamp::from_second(it).ok());
    time.map_or_else(|| seconds.to_string(), |time| time.to_string())
}

fn kept(until: u64) -> Wait {
    Wait {
        why: format!("the old value is kept until {}", moment(until)),
        help: "run `nixward secrets rotate --continue` after that, by hand or from a timer"
            .to_owned(),
    }
}
