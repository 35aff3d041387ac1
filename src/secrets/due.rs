//! How old values are, and whether they are due.
//!
//! nixward notes when it sets a value. Where it did not, git knows when the file was written first and
//! last, and sops when a value was; so that the value was set at some time between the two. What is
//! said here holds for every time in between, or it is "perhaps".

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::model::fleet::TimeSpan;
use crate::model::secrets::{OnDisk, Secret, SecretMatrix};
use crate::tree::{Commits, RelPath, Tree};

/// Seconds before its time at which a value is soon due, where its rule does not say.
const WARN_BEFORE: i64 = 14 * 86_400;

/// How long a value of a kind is used, in days, where its rule does not say.
const DAYS: &[(&str, i64)] = &[
    ("password", 180),
    ("restic", 365),
    ("signing", 365),
    ("ssh-user", 365),
    ("tailscale", 60),
    ("wireguard", 365),
    ("wireguard-psk", 180),
];

/// What a rule says of the age of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Seconds after which another value is due; none where it never is.
    pub max_age: Option<i64>,
    /// Seconds before that at which it is soon due.
    pub warn_before: i64,
}

impl Policy {
    /// What the rule of a secret says; `otherwise` is the age for those that say nothing.
    ///
    /// # Errors
    /// What is wrong with it: a sentence without a full stop.
    pub fn of(secret: &Secret, otherwise: Option<i64>) -> std::result::Result<Self, String> {
        let rule = secret.rules.first();
        let said = rule.map(|rule| rule.policy.as_ref().map_err(|why| why.message.clone()));
        let said = said.transpose()?.and_then(|said| said.get("rotate"));
        let span = |name: &str| -> std::result::Result<Option<i64>, String> {
            let Some(span) = said.and_then(|said| said.get(name)) else { return Ok(None) };
            let span: TimeSpan = serde_json::from_value(span.clone())
                .map_err(|why| format!("`{name}` of `rotate` should be {why}"))?;
            Ok(Some(i64::try_from(span.seconds()).unwrap_or(i64::MAX)))
        };
        let kind = said.and_then(|said| said.get("kind")).and_then(serde_json::Value::as_str);
        let of_kind = DAYS.iter().find(|(name, _)| Some(*name) == kind);
        let max_age = span("maxAge")?.or(of_kind.map(|(_, days)| days * 86_400)).or(otherwise);
        Ok(Self { max_age, warn_before: span("warnBefore")?.unwrap_or(WARN_BEFORE) })
    }
}

/// Who knows when a value was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// nixward, which has set it.
    Note,
    /// sops, and git of what was before.
    Sops,
    /// git's history of the file.
    Git,
}

/// When a value was set, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set {
    /// Not before this; none where that is not known.
    pub earliest: Option<i64>,
    /// Not after this.
    pub latest: i64,
    /// Who says so.
    pub by: Source,
}

/// Whether a value is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Somebody knows it who may no longer.
    Exposed,
    /// It is older than its rule allows.
    Due,
    /// It may be.
    Perhaps,
    /// It soon will be.
    Soon,
    /// Nobody knows how old it is.
    Unknown,
    /// It is not.
    Fresh,
}

/// Judges a value at a time.
pub fn judge(policy: Policy, set: Option<Set>, exposed: bool, now: i64) -> State {
    if exposed {
        return State::Exposed;
    }
    let Some(max_age) = policy.max_age else { return State::Fresh };
    let Some(set) = set else { return State::Unknown };
    let ends = |set: i64| set.saturating_add(max_age);
    if ends(set.latest) <= now {
        return State::Due;
    }
    match set.earliest {
        Some(earliest) if ends(earliest) > now => {
            let warned = ends(earliest).saturating_sub(policy.warn_before) <= now;
            if warned { State::Soon } else { State::Fresh }
        }
        _ => State::Perhaps,
    }
}

/// When values were set.
#[derive(Debug, Default)]
pub struct Ages {
    /// By file.
    pub of: BTreeMap<String, Set>,
    /// Why git was not asked.
    pub without_git: Option<Error>,
}

/// When the values of the secrets were set. `now` stands for files that git does not have as they are.
pub fn ages(tree: &Tree, matrix: &SecretMatrix, now: i64) -> Ages {
    let mut ages = Ages::default();
    let mut others: BTreeMap<RelPath, Option<i64>> = BTreeMap::new();
    for secret in &matrix.secrets {
        let OnDisk::Sealed(sealed) = &secret.disk else { continue };
        let noted = sealed.meta.as_ref().and_then(|meta| i64::try_from(meta.set).ok());
        if let Some(set) = noted.filter(|set| *set > 0) {
            let set = Set { earliest: Some(set), latest: set, by: Source::Note };
            ages.of.insert(secret.file.clone(), set);
        } else {
            let path = RelPath::new(&secret.file);
            others.extend(path.map(|path| (path, sealed.modified)));
        }
    }
    let paths: Vec<RelPath> = others.keys().cloned().collect();
    let written = written(tree, &paths, now).unwrap_or_else(|why| {
        ages.without_git = Some(why);
        BTreeMap::new()
    });
    for (path, modified) in others {
        let in_git = written.get(&path).copied();
        let first = in_git.and_then(|(first, _)| first);
        let set = match (modified, in_git) {
            (Some(latest), _) => {
                let earliest = first.map(|first| first.min(latest));
                Some(Set { earliest, latest, by: Source::Sops })
            }
            (None, Some((earliest, latest))) => Some(Set { earliest, latest, by: Source::Git }),
            (None, None) => None,
        };
        ages.of.extend(set.map(|set| (path.to_string(), set)));
    }
    ages
}

/// When git saw files first and last.
fn written(
    tree: &Tree,
    paths: &[RelPath],
    now: i64,
) -> Result<BTreeMap<RelPath, (Option<i64>, i64)>> {
    let mut written: BTreeMap<RelPath, (Option<i64>, i64)> = BTreeMap::new();
    if paths.is_empty() {
        return Ok(written);
    }
    let Some(past) = tree.past(Commits::Here, paths)? else { return Ok(written) };
    let changed: BTreeSet<RelPath> = tree.uncommitted(paths)?;
    for version in past.versions.iter().filter(|version| version.content.is_some()) {
        let first = past.is_whole.then_some(version.time);
        let entry = written.entry(version.path.clone()).or_insert((first, version.time));
        entry.1 = entry.1.max(version.time);
    }
    for (path, (_, last)) in &mut written {
        if changed.contains(path) {
            *last = now;
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn state(max: Option<i64>, earliest: Option<i64>, latest: i64) -> State {
        let policy = Policy { max_age: max.map(|days| days * DAY), warn_before: 14 * DAY };
        let set =
            Set { earliest: earliest.map(|day| day * DAY), latest: latest * DAY, by: Source::Git };
        judge(policy, Some(set), false, 1000 * DAY)
    }

    #[test]
    fn what_is_said_holds_for_every_time_in_between() {
        assert_eq!(state(Some(100), Some(950), 950), State::Fresh);
        assert_eq!(state(Some(100), Some(910), 910), State::Soon);
        assert_eq!(state(Some(100), Some(900), 900), State::Due);
        assert_eq!(state(Some(100), Some(100), 950), State::Perhaps);
        assert_eq!(state(Some(100), None, 950), State::Perhaps);
        assert_eq!(state(Some(100), None, 100), State::Due);
        assert_eq!(state(None, Some(0), 0), State::Fresh);
        let policy = Policy { max_age: None, warn_before: 0 };
        assert_eq!(judge(policy, None, true, 0), State::Exposed);
        assert_eq!(judge(Policy { max_age: Some(1), ..policy }, None, false, 0), State::Unknown);
    }
}
