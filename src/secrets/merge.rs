//! Two versions of a secret and the one that both come from, made one.
//!
//! Whom a file is for and what it holds are merged apart: a key that one side added is in, one that a
//! side removed is out, and a value that one side alone has changed is the value.

use std::collections::BTreeSet;
use std::path::Path;

use super::cipher::{Maker, Plain, Ready, Shape, look_into, open};
use super::store::{Replacement, Store, current, look};
use crate::agefile::{FileKey, Identities, Sealer, meta, plaintext};
use crate::error::{Error, Result};
use crate::model::secrets::{Meta, Recipient, Sealed};

/// One version of a secret.
pub struct Side<'a> {
    /// A file with it.
    pub file: &'a Path,
    /// Whom it is for.
    pub recipients: Vec<Recipient>,
}

/// What came of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// Our file is the result.
    Done,
    /// A person must decide: why.
    Conflict(String),
}

/// Merges into our file. There is no base where both sides have made the secret.
///
/// # Errors
/// What the machine says.
pub fn merge(
    store: &Store,
    (base, ours, theirs): (Option<&Side<'_>>, &Side<'_>, &Side<'_>),
    sealer: &Sealer,
    identities: &Identities,
) -> Result<Merged> {
    let opened = |side: &Side<'_>| Opened::of(side.file, identities);
    let sides = base.map(opened).transpose().and_then(|base| {
        let (ours, theirs) = (opened(ours)?, opened(theirs)?);
        Ok((base, ours, theirs))
    });
    let (was, our, their) = match sides {
        Ok(sides) => sides,
        Err(why) => return Ok(Merged::Conflict(why)),
    };
    let is_old = |side: &Opened| was.as_ref().is_some_and(|was| was.plain == side.plain);
    let (value, from) = if our.plain == their.plain || is_old(&their) {
        (&our, ours)
    } else if is_old(&our) {
        (&their, theirs)
    } else {
        return Ok(Merged::Conflict("both sides have changed its value".to_owned()));
    };
    let recipients = people(base, ours, theirs);
    if recipients.is_empty() {
        return Ok(Merged::Conflict("nobody would be left who may open it".to_owned()));
    }
    // Whoever could open a file with the value knows it.
    let versions = [(base, was.as_ref()), (Some(ours), Some(&our)), (Some(theirs), Some(&their))];
    let with_value = versions.iter().filter(|(_, it)| it.is_some_and(|it| it.plain == value.plain));
    let mut readers = with_value.filter_map(|(side, _)| *side).flat_map(|side| &side.recipients);
    let exposed = readers.any(|key| recipients.iter().all(|kept| kept.key != key.key));
    let note = Meta {
        recipients: meta::hash(&recipients),
        set: value.note().map_or(0, |note| note.set),
        generation: [&our, &their]
            .iter()
            .filter_map(|it| it.note())
            .map(|it| it.generation)
            .max()
            .unwrap_or(1),
        exposed: exposed || value.note().is_some_and(|note| note.exposed),
    };
    let shape = Shape { recipients: &recipients, note, format: our.sealed.format };
    let mut content = plaintext(open(from.file)?, &value.key)
        .map_err(|why| Error::input("it cannot be opened").because(why))?;
    let ready: Ready = Maker { sealer, identities }.seal(ours.file, shape, &mut content)?;
    let before = current(ours.file)?;
    let change = store.begin("merging", [])?;
    let placed = change.commit(vec![Replacement { ready, before }])?;
    Ok(match placed {
        Ok(_) => Merged::Done,
        Err(_) => Merged::Conflict("another program has changed it meanwhile".to_owned()),
    })
}

/// A version that a key of ours opens.
struct Opened {
    key: FileKey,
    plain: Plain,
    sealed: Sealed,
}

impl Opened {
    fn of(file: &Path, identities: &Identities) -> std::result::Result<Self, String> {
        let failed = |why: &dyn std::fmt::Display| format!("a version of it does not open: {why}");
        let sealed = look(file)
            .map_err(|why| failed(&why))?
            .ok_or_else(|| failed(&"it is not there"))?
            .map_err(|why| failed(&why))?;
        let (key, plain) = look_into(file, identities).map_err(|why| failed(&why))?;
        Ok(Self { key, plain, sealed })
    }

    fn note(&self) -> Option<&Meta> {
        self.sealed.meta.as_ref()
    }
}

/// Who may open the result: whom both sides have, or one of them has added.
fn people(base: Option<&Side<'_>>, ours: &Side<'_>, theirs: &Side<'_>) -> Vec<Recipient> {
    let keys = |side: &Side<'_>| -> BTreeSet<String> {
        side.recipients.iter().map(|key| key.key.clone()).collect()
    };
    let (was, our, their) = (base.map(keys).unwrap_or_default(), keys(ours), keys(theirs));
    let mut seen = BTreeSet::new();
    let all = ours.recipients.iter().chain(&theirs.recipients);
    let stays = |key: &&Recipient| {
        let key = &key.key;
        let in_both = our.contains(key) && their.contains(key);
        (in_both || !was.contains(key)) && seen.insert(key.clone())
    };
    all.filter(stays).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agefile::recipient;

    fn names(base: Option<&[&str]>, ours: &[&str], theirs: &[&str]) -> Vec<String> {
        let side = |keys: &[&str]| Side {
            file: Path::new(""),
            recipients: keys.iter().map(|key| recipient::read(key)).collect(),
        };
        let base = base.map(side);
        let merged = people(base.as_ref(), &side(ours), &side(theirs));
        merged.into_iter().map(|key| key.key).collect()
    }

    #[test]
    fn who_was_added_is_in_and_who_was_removed_is_out() {
        assert_eq!(
            names(Some(&["a", "b"]), &["a", "b", "c"], &["a", "b", "d"]),
            ["a", "b", "c", "d"]
        );
        assert_eq!(names(Some(&["a", "b"]), &["a"], &["a", "b", "d"]), ["a", "d"]);
        assert_eq!(names(Some(&["a", "b"]), &["a", "b"], &["b"]), ["b"]);
        assert_eq!(names(None, &["a"], &["b"]), ["a", "b"]);
    }
}
