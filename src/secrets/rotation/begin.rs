//! The first steps: a new value, encrypted beside the old one.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::engine::{Done, Engine, Say};
use super::files::{Edit, hash, open, open_maybe};
use super::mint::{self, From, issuer};
use super::policy::Kind;
use super::state::{Member, Rotation, State, Way, with};
use super::unit::Part;
use crate::agefile::meta;
use crate::error::{Error, Result};
use crate::secrets::store::look;
use crate::secrets::value;

impl Engine<'_, '_> {
    /// Makes new values; none where every value is as it should be.
    pub(super) fn begin(&self, say: &mut Say<'_>) -> Result<Option<Rotation>> {
        let root = self.parts.first().ok_or_else(|| Error::internal("a rotation of nothing"))?;
        self.parts.iter().try_for_each(free)?;
        let mut rotation = Rotation {
            version: 1,
            id: HEXLOWER.encode(&rand::random::<[u8; 16]>()),
            kind: root.policy.kind.name().to_owned(),
            state: State::Minting,
            way: Way::Forward,
            started: self.now,
            verified: None,
            why: None,
            waits: None,
            waves: Vec::new(),
            members: Vec::new(),
        };
        if root.policy.kind == Kind::ApiToken {
            rotation.members.push(Member {
                file: root.place.file.to_owned(),
                old: hash(&root.place.path)?,
                new: String::new(),
                hosts: root.own_hosts(),
                done: Vec::new(),
                issued: None,
            });
            self.note(&mut rotation, State::Minting)?;
            return Ok(Some(rotation));
        }
        let made = self.mint(&mut rotation, None, say)?;
        Ok(made.then_some(rotation))
    }

    /// Asks the issuer for a value. What was issued to a run that was killed is revoked first: its
    /// value is lost.
    pub(super) fn mint_issued(&self, rotation: &mut Rotation, say: &mut Say<'_>) -> Result<()> {
        let root = self.parts.first().ok_or_else(|| Error::internal("a rotation of nothing"))?;
        let told = self.told(rotation, root);
        let folder = self.store.root();
        let orphans = issuer::revoke_orphans(&root.policy, folder, &told, &rotation.id)?;
        if orphans > 0 {
            let what = format!("revoked {orphans} issued to an interrupted run");
            say(Done { file: root.place.file.to_owned(), what });
        }
        let (value, issued) = issuer::mint(&root.policy, folder, &told)?;
        self.mint(rotation, Some((value, issued)), say).map(drop)
    }

    /// Makes the values of all parts, in order, and notes them; false where none has to change.
    fn mint(
        &self,
        rotation: &mut Rotation,
        mut issued: Option<(Zeroizing<Vec<u8>>, String)>,
        say: &mut Say<'_>,
    ) -> Result<bool> {
        let mut values: BTreeMap<&str, Zeroizing<Vec<u8>>> = BTreeMap::new();
        rotation.members.clear();
        let mut edit = Edit::begin(self.store, self.parts)?;
        for part in self.parts {
            let file = part.place.file;
            let sources = self.sources(part, &values)?;
            let from = From { root: self.store.root(), file, sources: &sources, now: self.now };
            let mut issued_as = None;
            let (value, public) = if let Some((value, id)) = issued.take() {
                issued_as = Some(id);
                (value, None)
            } else {
                let current = open_maybe(&part.place.path, &self.tools)?;
                if let Some(current) = &current
                    && mint::fits(&part.policy, &from, current)?
                {
                    continue;
                }
                let made = mint::make(&part.policy, &from)?;
                (made.value, made.public)
            };
            let before = value::look_at(&part.place, &self.tools)?;
            let beside = part.beside();
            let ready = value::seal(
                &part.place,
                &before,
                &beside.next,
                &mut value.as_slice(),
                &self.tools,
            )?;
            let new = HEXLOWER.encode(&ready.digest);
            edit.put_ready(&beside.next, ready)?;
            if let (Some(public), Some(ending)) = (public, mint::public_ending(part.policy.kind)) {
                let path = with(&part.place.path, &format!("next.{ending}"));
                edit.put(&path, public.as_bytes())?;
            }
            rotation.members.push(Member {
                file: file.to_owned(),
                old: hash(&beside.current)?,
                new,
                hosts: part.own_hosts(),
                done: Vec::new(),
                issued: issued_as,
            });
            values.insert(file, value);
        }
        if rotation.members.is_empty() {
            return Ok(false);
        }
        rotation.state = State::Minted;
        edit.commit(&self.journal()?, rotation)?;
        self.tell(rotation, say, "minted: the new value lies encrypted beside the old one");
        Ok(true)
    }

    /// The values that one is made from: new ones where they change, too.
    fn sources(
        &self,
        part: &Part<'_>,
        new: &BTreeMap<&str, Zeroizing<Vec<u8>>>,
    ) -> Result<Vec<(String, Zeroizing<Vec<u8>>)>> {
        part.sources
            .iter()
            .map(|(name, file)| {
                let value = match new.get(file.as_str()) {
                    Some(value) => value.clone(),
                    None => open(&self.store.path(file)?, &self.tools)?,
                };
                Ok((name.clone(), value))
            })
            .collect()
    }

    /// Puts the new value into its place, for whom the rule names now.
    pub(super) fn put_new(&self, edit: &mut Edit<'_>, part: &Part<'_>) -> Result<()> {
        let beside = part.beside();
        let sealed = look(&beside.next)?.and_then(std::result::Result::ok);
        let noted = sealed.and_then(|sealed| sealed.meta).map(|meta| meta.recipients);
        if noted.as_deref() == Some(meta::hash(part.place.target.recipients.iter()).as_str()) {
            return edit.copy(&beside.next, &beside.current);
        }
        let value = open(&beside.next, &self.tools)?;
        let before = value::look_at(&part.place, &self.tools)?;
        let mut content = value.as_slice();
        let ready = value::seal(&part.place, &before, &beside.current, &mut content, &self.tools)?;
        edit.put_ready(&beside.current, ready)
    }
}

/// Whether nothing lies where the values of a rotation are to lie.
fn free(part: &Part<'_>) -> Result<()> {
    let beside = part.beside();
    for path in [&beside.next, &beside.old] {
        if crate::fsx::lstat(path)?.is_some() {
            return Err(Error::input(format!("{} is there already", path.display()))
                .because(format!("it is where a rotation of {} puts a value", part.place.file))
                .hint("no rotation is under way: look what it is, and move or remove it"));
        }
    }
    Ok(())
}
