//! Which binding a name means: frames are pushed and popped while the tree is walked.

use super::names::position;
use crate::syntax::hir::{Hir, LambdaId, NameId};

/// What a frame's slots are, so that a use can be noted there.
#[derive(Clone, Copy)]
pub enum Frame {
    /// Slot i is binding `start + i`.
    Set {
        /// Position in `Hir::bindings`.
        start: u32,
        /// The slot whose value is being walked.
        inside: Option<u32>,
    },
    /// Slot 0 is the argument, slot 1 + i formal `formals + i`.
    Lambda {
        /// Whose.
        lambda: LambdaId,
        /// Position in `Hir::formals`.
        formals: u32,
    },
    /// `with`: no slots.
    With,
    /// Names given from outside (`scopedImport`).
    Outer,
}

/// Where a name is bound at this moment: the depth of its frame (from 1; 0 is unbound) and its slot.
#[derive(Clone, Copy, Default)]
struct Bound {
    depth: u32,
    slot: u32,
}

/// A way back to an enclosing scope, see [`Scope::open`].
#[must_use]
pub struct Mark {
    undo: usize,
}

/// The scope at one place of the file.
#[derive(Default)]
pub struct Scope {
    frames: Vec<Frame>,
    bound: Vec<Bound>,
    /// What each `bind` replaced, newest last.
    undo: Vec<(NameId, Bound)>,
    withs: u32,
}

impl Scope {
    /// Opens a frame; [`Scope::close`] takes the mark.
    pub fn open(&mut self, frame: Frame) -> Mark {
        self.withs += u32::from(matches!(frame, Frame::With));
        self.frames.push(frame);
        Mark { undo: self.undo.len() }
    }

    /// Binds `name` to `slot` of the innermost frame.
    pub fn bind(&mut self, name: NameId, slot: u32) {
        if self.bound.len() <= name.index() {
            self.bound.resize(name.index() + 1, Bound::default());
        }
        let now = Bound { depth: position(self.frames.len()), slot };
        if let Some(place) = self.bound.get_mut(name.index()) {
            self.undo.push((name, std::mem::replace(place, now)));
        }
    }

    /// Tells the innermost frame, that of a set, which of its values is walked from now on.
    pub fn walk_value(&mut self, slot: Option<u32>) {
        if let Some(Frame::Set { inside, .. }) = self.frames.last_mut() {
            *inside = slot;
        }
    }

    /// Closes the innermost frame.
    pub fn close(&mut self, mark: &Mark) {
        while self.undo.len() > mark.undo {
            let Some((name, before)) = self.undo.pop() else { break };
            if let Some(place) = self.bound.get_mut(name.index()) {
                *place = before;
            }
        }
        let frame = self.frames.pop();
        self.withs -= u32::from(matches!(frame, Some(Frame::With)));
    }

    /// Whether a `with` encloses this place.
    pub fn has_with(&self) -> bool {
        self.withs > 0
    }

    /// `(up, slot)` of `name`, noting the use; none where no frame binds it.
    pub fn resolve(&self, hir: &mut Hir, name: NameId) -> Option<(u32, u32)> {
        let bound = self.bound.get(name.index()).copied().filter(|bound| bound.depth > 0)?;
        let frame = self.frames.get(bound.depth as usize - 1)?;
        note_use(hir, *frame, bound.slot);
        Some((position(self.frames.len()) - bound.depth, bound.slot))
    }
}

fn note_use(hir: &mut Hir, frame: Frame, slot: u32) {
    match frame {
        Frame::Set { start, inside } => {
            if let Some(binding) = hir.bindings.get_mut((start + slot) as usize) {
                let own = inside == Some(slot);
                binding.recursive |= own;
                binding.used |= !own;
            }
        }
        Frame::Lambda { lambda, .. } if slot == 0 => {
            if let Some(lambda) = hir.lambdas.get_mut(lambda.index()) {
                lambda.arg_used = true;
            }
        }
        Frame::Lambda { formals, .. } => {
            if let Some(formal) = hir.formals.get_mut((formals + slot - 1) as usize) {
                formal.used = true;
            }
        }
        Frame::With | Frame::Outer => {}
    }
}
