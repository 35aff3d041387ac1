//! What an evaluation can learn of a path, in a form that can be compared later.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::proc::trace::How;
use crate::tree::{EntryKind, RelPath, Tree};

/// More symlinks on one path go round.
const LINKS_ALLOWED: usize = 64;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A file: whether it may be executed, and the digest of its content.
    File { executable: bool, content: String },
    /// A symlink with its target.
    Link(String),
    /// A folder.
    Folder,
}

impl Entry {
    /// Its kind, for lists of names.
    pub(super) const fn letter(&self) -> char {
        match self {
            Self::File { .. } => 'f',
            Self::Link(_) => 'l',
            Self::Folder => 'd',
        }
    }
}

/// Files that aspects are taken of: a snapshot, or the live tree.
pub(super) trait Files {
    fn entry(&self, path: &RelPath) -> Result<Option<Entry>>;
    /// The names in a folder with the letters of their kinds, sorted.
    fn names(&self, folder: &RelPath) -> Result<Vec<(String, char)>>;
}

/// Aspects of paths, as texts: `file <digest>`, `program <digest>`, `link <target>`, `folder`,
/// `names <digest>`, `a f` (there is a file), `absent`.
///
/// A path that leads through symlinks has the aspects of each of them and of where they lead.
pub(super) fn aspects(
    files: &dyn Files,
    path: &RelPath,
    how: How,
) -> Result<Vec<(RelPath, String)>> {
    let mut found = Vec::new();
    let mut here = path.clone();
    for _ in 0..LINKS_ALLOWED {
        let (place, entry) = first_stop(files, &here)?;
        let Some(Entry::Link(target)) = &entry else {
            if place == here {
                found.push((place.clone(), text(files, &place, entry.as_ref(), how)?));
            } else {
                // A parent is missing, or a file.
                found.push((place, kind(entry.as_ref())));
            }
            return Ok(found);
        };
        found.push((place.clone(), format!("link {target}")));
        let rest = here.strip_prefix(&place).unwrap_or_else(RelPath::root);
        let parent = place.parent().unwrap_or_else(RelPath::root);
        let leads_to = parent.join(target).and_then(|base| base.join(rest.as_str()));
        match leads_to {
            Some(next) => here = next,
            // It leaves the tree: what is there is no part of it.
            None => return Ok(found),
        }
    }
    Ok(found)
}

/// The first part of a path beyond which it does not simply go on: the whole path, or a parent that
/// is no folder.
fn first_stop(files: &dyn Files, path: &RelPath) -> Result<(RelPath, Option<Entry>)> {
    let mut here = RelPath::root();
    for part in path.parts() {
        let Some(next) = here.join(part) else { break };
        here = next;
        match files.entry(&here)? {
            Some(Entry::Folder) => {}
            other => return Ok((here, other)),
        }
    }
    Ok((here, Some(Entry::Folder)))
}

fn text(files: &dyn Files, path: &RelPath, entry: Option<&Entry>, how: How) -> Result<String> {
    Ok(match (how, entry) {
        (How::Listed, Some(Entry::Folder)) => {
            let mut listing = String::new();
            for (name, letter) in files.names(path)? {
                listing.push(letter);
                listing.push_str(&name);
                listing.push('\0');
            }
            format!("names {}", content_digest(listing.as_bytes()))
        }
        (How::Opened, Some(Entry::File { executable: false, content })) => {
            format!("file {content}")
        }
        (How::Opened, Some(Entry::File { executable: true, content })) => {
            format!("program {content}")
        }
        _ => kind(entry),
    })
}

fn kind(entry: Option<&Entry>) -> String {
    match entry {
        Some(entry) => format!("a {}", entry.letter()),
        None => "absent".to_owned(),
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn content_digest(content: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(content))
}

/// All names of a tree with their kinds, as one digest: what can be learnt without reading.
pub(super) fn all_names(files: &dyn Files) -> Result<String> {
    let mut hash = Sha256::new();
    every(files, &mut |path, letter| {
        hash.update(format!("{letter}{path}\0"));
        Ok(())
    })?;
    Ok(HEXLOWER.encode(&hash.finalize()))
}

/// Everything that can be learnt of a tree, as touches: what stands for a trace where there is none.
pub(super) fn everything(files: &dyn Files) -> Result<Vec<(RelPath, How)>> {
    let mut touches = vec![(RelPath::root(), How::Listed)];
    every(files, &mut |path, letter| {
        let how = match letter {
            'd' => How::Listed,
            'l' => How::LinkRead,
            _ => How::Opened,
        };
        touches.push((path.clone(), how));
        Ok(())
    })?;
    Ok(touches)
}

fn every(files: &dyn Files, with: &mut dyn FnMut(&RelPath, char) -> Result<()>) -> Result<()> {
    let mut waiting = vec![RelPath::root()];
    while let Some(folder) = waiting.pop() {
        for (name, letter) in files.names(&folder)? {
            let Some(path) = folder.join(&name) else { continue };
            with(&path, letter)?;
            if letter == 'd' {
                waiting.push(path);
            }
        }
    }
    Ok(())
}

/// The files as they are now. Each is looked at once, when its aspect is first wanted.
pub(super) struct Live<'a> {
    tree: &'a Tree,
    known: Mutex<HashMap<RelPath, Option<Entry>>>,
}

impl<'a> Live<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        Self { tree, known: Mutex::default() }
    }

    fn look(&self, path: &RelPath) -> Result<Option<Entry>> {
        Ok(match self.tree.kind(path)? {
            None => None,
            Some(EntryKind::Directory) => Some(Entry::Folder),
            Some(EntryKind::Symlink) => Some(Entry::Link(self.tree.read_link(path)?)),
            Some(EntryKind::File { executable }) => {
                let content = content_digest(&self.tree.read(path)?);
                Some(Entry::File { executable, content })
            }
            // Nix refuses to copy it: nothing that was stored can have it.
            Some(EntryKind::Other) => Some(Entry::Link(String::new())),
        })
    }
}

impl Files for Live<'_> {
    fn entry(&self, path: &RelPath) -> Result<Option<Entry>> {
        let locked = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = locked().get(path) {
            return Ok(known.clone());
        }
        let entry = self.look(path)?;
        locked().insert(path.clone(), entry.clone());
        Ok(entry)
    }

    fn names(&self, folder: &RelPath) -> Result<Vec<(String, char)>> {
        let letter = |kind: EntryKind| match kind {
            EntryKind::File { .. } => 'f',
            EntryKind::Symlink => 'l',
            EntryKind::Directory => 'd',
            EntryKind::Other => 'o',
        };
        let list = self.tree.list(folder)?;
        Ok(list.into_iter().map(|(name, kind)| (name.to_string(), letter(kind))).collect())
    }
}
