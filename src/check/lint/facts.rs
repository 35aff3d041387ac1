//! What lint rules ask of a file as a whole, each answer worked out when it is first needed.

use std::cell::OnceCell;
use std::ops::RangeInclusive;

use crate::check::allow::{Allow, Comment};
use crate::check::input::File;
use crate::syntax::hir::{AttrNameKind, Binding, Entry, Expr, ExprId, Hir, Run, SetId, Span};
use crate::syntax::lines::LineIndex;

/// See [`super::super::input::File::facts`].
#[derive(Default)]
pub struct Facts {
    parents: OnceCell<Vec<Option<ExprId>>>,
    with_names: OnceCell<Vec<u32>>,
    reached: OnceCell<Reached>,
}

/// What the file's value leads to without going through the value of an unused binding of a `let`,
/// unless a comment says that this one stays.
struct Reached {
    /// By position in the table of all bindings.
    bindings: Vec<bool>,
    /// By position in the table of all expressions.
    expressions: Vec<bool>,
}

impl Facts {
    /// The expression that this one is a direct part of.
    pub fn parent(&self, hir: &Hir, id: ExprId) -> Option<ExprId> {
        let parents = self.parents.get_or_init(|| {
            let mut parents = vec![None; hir.len()];
            for parent in (0u32..).map(ExprId).take(hir.len()) {
                hir.each_child(parent, |child, _| {
                    if let Some(place) = parents.get_mut(child.index()) {
                        *place = Some(parent);
                    }
                });
            }
            parents
        });
        parents.get(id.index()).copied().flatten()
    }

    /// Whether a name that only a `with` can provide stands in this span.
    pub fn has_with_name(&self, hir: &Hir, span: Span) -> bool {
        let names = self.with_names.get_or_init(|| {
            let ids = (0u32..).map(ExprId).take(hir.len());
            let names = ids.filter(|&id| matches!(hir.expr(id), Expr::With(_)));
            let mut starts: Vec<u32> = names.map(|id| hir.span(id).start).collect();
            starts.sort_unstable();
            starts
        });
        let first = names.partition_point(|&start| start < span.start);
        names.get(first).is_some_and(|&start| start < span.end)
    }

    /// Whether the binding at this position of the table of all is needed by what is needed itself.
    pub fn is_reached(&self, file: &File<'_>, binding: u32) -> bool {
        self.reached(file).bindings.get(binding as usize).copied().unwrap_or(true)
    }

    /// Whether an expression stands outside of everything unused.
    pub fn is_live(&self, file: &File<'_>, id: ExprId) -> bool {
        self.reached(file).expressions.get(id.index()).copied().unwrap_or(true)
    }

    fn reached(&self, file: &File<'_>) -> &Reached {
        self.reached.get_or_init(|| Walk::new(file).reached())
    }
}

/// A frame around an expression, see [`crate::syntax::hir`].
#[derive(Clone, Copy)]
struct Frame {
    /// The set whose bindings are its slots.
    set: Option<SetId>,
    outer: Option<usize>,
}

/// Follows names from the file's value to what they mean.
struct Walk<'h> {
    hir: &'h Hir,
    stays: Stays<'h>,
    frames: Vec<Frame>,
    open: Vec<(ExprId, Option<usize>)>,
    reached: Vec<bool>,
    /// Of each binding of a `let` not yet reached, the value and its frame.
    waiting: Vec<Option<(ExprId, Option<usize>)>>,
    /// Expressions walked: several names may be inherited from one.
    walked: Vec<bool>,
}

impl<'h> Walk<'h> {
    fn new(file: &File<'h>) -> Self {
        let hir = file.hir;
        let count = hir.binding_count();
        Self {
            hir,
            stays: Stays::of(file),
            frames: Vec::new(),
            open: vec![(hir.root(), None)],
            reached: vec![false; count],
            waiting: vec![None; count],
            walked: vec![false; hir.len()],
        }
    }

    fn reached(mut self) -> Reached {
        let hir = self.hir;
        while let Some((id, frame)) = self.open.pop() {
            if self.walked.get_mut(id.index()).is_none_or(|walked| std::mem::replace(walked, true))
            {
                continue;
            }
            match hir.expr(id) {
                Expr::Local { up, slot } => self.reach(frame, up, slot),
                Expr::Let(set, body) => {
                    self.frames.push(Frame { set: Some(set), outer: frame });
                    let inner = Some(self.frames.len() - 1);
                    self.wait(set, frame, inner);
                    self.open.push((body, inner));
                }
                expr => {
                    let set = match expr {
                        Expr::Attrs(set) | Expr::LegacyLet(set) => Some(set),
                        _ => None,
                    };
                    let mut inner = None;
                    hir.each_child(id, |child, opened| {
                        let around = if opened == 0 {
                            frame
                        } else {
                            *inner.get_or_insert_with(|| {
                                self.frames.push(Frame { set, outer: frame });
                                Some(self.frames.len() - 1)
                            })
                        };
                        self.open.push((child, around));
                    });
                }
            }
        }
        Reached { bindings: self.reached, expressions: self.walked }
    }

    /// Leaves the values of a `let` until something refers to them.
    fn wait(&mut self, set: SetId, outer: Option<usize>, inner: Option<usize>) {
        let set = self.hir.set(set);
        let sources = self.hir.exprs_of(set.sources);
        for (at, binding) in set.bindings.range().zip(self.hir.bindings(set.bindings)) {
            let value = match binding.entry {
                Entry::Value(value) => Some((value, inner)),
                Entry::Inherit(value) => Some((value, outer)),
                Entry::InheritFrom(source) => {
                    sources.get(source as usize).map(|source| (*source, inner))
                }
            };
            if self.stays.holds(binding) {
                self.open.extend(value);
            } else if let Some(place) = self.waiting.get_mut(at) {
                *place = value;
            }
        }
        // What has a computed name may be meant for anything.
        for dynamic in self.hir.dynamics(set.dynamics) {
            self.open.extend([(dynamic.name, inner), (dynamic.value, inner)]);
        }
    }

    fn reach(&mut self, frame: Option<usize>, up: u32, slot: u32) {
        let mut frame = frame.and_then(|frame| self.frames.get(frame));
        for _ in 0..up {
            frame = frame.and_then(|frame| frame.outer).and_then(|outer| self.frames.get(outer));
        }
        let Some(set) = frame.and_then(|frame| frame.set) else { return };
        let at = self.hir.set(set).bindings.start + slot;
        if let Some(reached) = self.reached.get_mut(at as usize) {
            *reached = true;
        }
        if let Some(value) = self.waiting.get_mut(at as usize).and_then(Option::take) {
            self.open.push(value);
        }
    }
}

/// The lines in which comments accept that a binding is not used.
struct Stays<'h> {
    /// None where there are no such comments, as in most files.
    lines: Option<LineIndex<'h>>,
    accepted: Vec<RangeInclusive<u32>>,
}

impl<'h> Stays<'h> {
    fn of(file: &File<'h>) -> Self {
        let allows = file.comments.iter().filter_map(|comment| match comment {
            // What holds for some days only is no property of the text.
            Comment::Allow(allow) if allow.until.is_none() => Some(allow),
            _ => None,
        });
        let names = |allow: &&Allow| {
            allow.codes.iter().any(|code| matches!(code.text.as_str(), "NW101" | "NW102"))
        };
        let accepted: Vec<_> = allows.filter(names).map(|allow| allow.lines.clone()).collect();
        Self { lines: (!accepted.is_empty()).then(|| LineIndex::new(file.text)), accepted }
    }

    fn holds(&self, binding: &Binding) -> bool {
        self.lines.as_ref().is_some_and(|lines| {
            let line = lines.position(binding.name_span.start).0;
            self.accepted.iter().any(|accepted| accepted.contains(&line))
        })
    }
}

/// The single static name of a path, where it has no more.
pub fn only_name(hir: &Hir, path: Run) -> Option<&[u8]> {
    match hir.attr_names(path) {
        [name] => match name.kind {
            AttrNameKind::Static(name) => Some(hir.name(name)),
            AttrNameKind::Dynamic(_) => None,
        },
        _ => None,
    }
}
