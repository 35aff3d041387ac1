//! The Nix files of a tree, each parsed at most once by whoever keeps it, and not at all where an
//! earlier run did.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::hir::Hir;
use crate::error::Result;
use crate::fsx::Cache;
use crate::tree::{ContentId, Kept, RelPath, Stamps, Tree};

/// Names the sources of the program, so that what another one made is not believed.
const MAKER: &str = concat!("parsed by ", env!("NIXWARD_SOURCES"));

/// A parsed file; cheap to clone.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What it means.
    pub hir: Arc<Hir>,
    /// Its bytes, where they had to be read.
    pub text: Option<Arc<[u8]>>,
    /// Where its lines end, in bytes, where its text need not be read for that.
    pub line_ends: Option<Arc<[u32]>>,
    /// The name of its content, where somebody asked for it.
    id: Option<ContentId>,
}

impl Parsed {
    fn of(text: Arc<[u8]>, id: Option<ContentId>) -> Self {
        Self { hir: Arc::new(super::parse(&text)), text: Some(text), line_ends: None, id }
    }
}

/// Where the lines of a text end, in bytes.
fn line_ends(text: &[u8]) -> Vec<u32> {
    memchr::memchr_iter(b'\n', text).map_while(|at| u32::try_from(at).ok()).collect()
}

/// A tree with the parsed files that were worth keeping.
pub struct Files {
    tree: Tree,
    parsed: Mutex<HashMap<RelPath, Parsed>>,
    kept: Kept,
    stamps: Stamps,
    may_keep: fn(&[u8], &Hir) -> bool,
}

impl Files {
    /// Over a tree, with nothing kept yet.
    pub fn new(tree: Tree) -> Self {
        let (kept, stamps) = (Kept::default(), Stamps::default());
        Self { tree, parsed: Mutex::default(), kept, stamps, may_keep: |_, _| false }
    }

    /// Over a tree, with what this user's cache has of it. `may_keep` is asked whether a file may be
    /// kept there, since literals are a part of what it means: nothing secret must lie in the cache.
    pub fn cached(tree: Tree, may_keep: fn(&[u8], &Hir) -> bool) -> Self {
        if tree.is_filtered() {
            return Self::new(tree);
        }
        let root = tree.root_dir().map(Path::to_path_buf).unwrap_or_default();
        let kept = Kept::of(Cache::of_user("parsed", MAKER), &root);
        let stamps = Stamps::of(Cache::of_user("stamps", "stamps 1"), &root);
        Self { tree, parsed: Mutex::default(), kept, stamps, may_keep }
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The file at a path, kept for the next one who asks: for files that evaluation reaches.
    pub fn get(&self, path: &RelPath) -> Result<Parsed> {
        if let Some(parsed) = self.at(path) {
            return Ok(parsed);
        }
        let parsed = self.parse(path)?;
        self.lock().insert(path.clone(), parsed.clone());
        Ok(parsed)
    }

    /// The file at a path, for those who need it once.
    pub fn pass(&self, path: &RelPath) -> Result<Parsed> {
        self.at(path).map_or_else(|| self.parse(path), Ok)
    }

    /// The text at a path, which may be at hand from [`Self::content`], and what it means. For a pass
    /// over all texts: later runs learn nothing of it.
    pub fn read(
        &self,
        path: &RelPath,
        at_hand: Option<Arc<[u8]>>,
    ) -> Result<(Arc<[u8]>, Arc<Hir>)> {
        let known = self.at(path);
        let text = at_hand.or_else(|| known.as_ref()?.text.clone());
        let text = self.text(path, text)?;
        let hir = known.map_or_else(|| Arc::new(super::parse(&text)), |parsed| parsed.hir);
        Ok((text, hir))
    }

    /// The name of the content at a path, and the content where it had to be read for that. Whoever makes
    /// something of it must take the bytes that [`Self::named`] gives, as the file may change meanwhile.
    pub fn content(&self, path: &RelPath) -> Result<(ContentId, Option<Arc<[u8]>>)> {
        let known = self.at(path);
        if let Some(id) = known.as_ref().and_then(|it| it.id).or_else(|| self.tree.content_id(path))
        {
            return Ok((id, known.and_then(|parsed| parsed.text)));
        }
        if let Some(text) = known.and_then(|parsed| parsed.text) {
            return Ok((ContentId::of(&text), Some(text)));
        }
        // Taken before the content is read: what changes after that has another one.
        let stamp = self.tree.stamp(path);
        if let Some(id) = stamp.and_then(|stamp| self.stamps.content(path, &stamp)) {
            return Ok((id, None));
        }
        let text = self.text(path, None)?;
        let id = ContentId::of(&text);
        if let Some(stamp) = stamp {
            self.stamps.add(path, stamp, &id);
        }
        Ok((id, Some(text)))
    }

    /// Bytes with their name: those that [`Self::content`] had to read, or what is there now.
    pub fn named(
        &self,
        path: &RelPath,
        (id, text): (ContentId, Option<Arc<[u8]>>),
    ) -> Result<(ContentId, Arc<[u8]>)> {
        if let Some(text) = text {
            return Ok((id, text));
        }
        let text = self.text(path, None)?;
        let is_stored = self.tree.content_id(path) == Some(id);
        Ok((if is_stored { id } else { ContentId::of(&text) }, text))
    }

    /// Lets later runs know what was parsed.
    pub fn save(&self) {
        self.kept.save();
        self.stamps.save();
    }

    fn parse(&self, path: &RelPath) -> Result<Parsed> {
        if !self.kept.is_used() {
            let text = self.text(path, None)?;
            return Ok(Parsed::of(text, None));
        }
        let (id, text) = self.content(path)?;
        let known = self.kept.get(&id).and_then(|bytes| postcard::from_bytes(bytes).ok());
        if let Some((hir, ends)) = known {
            let (hir, line_ends) = (Arc::new(hir), Some(Vec::into(ends)));
            return Ok(Parsed { hir, text, line_ends, id: Some(id) });
        }
        let (id, text) = self.named(path, (id, text))?;
        let parsed = Parsed::of(text, Some(id));
        if let Some(text) = &parsed.text
            && (self.may_keep)(text, &parsed.hir)
            && let Ok(bytes) = postcard::to_stdvec(&(&*parsed.hir, line_ends(text)))
        {
            self.kept.add(id, bytes);
        }
        Ok(parsed)
    }

    fn text(&self, path: &RelPath, at_hand: Option<Arc<[u8]>>) -> Result<Arc<[u8]>> {
        at_hand.map_or_else(|| self.tree.read(path).map(Into::into), Ok)
    }

    fn at(&self, path: &RelPath) -> Option<Parsed> {
        self.lock().get(path).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RelPath, Parsed>> {
        // A panic elsewhere cannot leave the map half changed.
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
