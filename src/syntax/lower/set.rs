//! Sets, `let` and the merging of attribute paths.
//!
//! `a.b = 1; a = { c = 2; };` is one set `a = { b = 1; c = 2; }`, as in Nix's own parser: two
//! definitions of a name merge where both are sets (written as a path, or with braces, parentheses
//! around them not counting), else the second is a duplicate. Only the first may make the merged
//! set recursive.
//!
//! A *level* is one set in the making: its entries in source order, each with the chain of its
//! definitions. The levels being lowered lie one above the other on shared stacks.

use std::mem;

use rnix::SyntaxKind::TOKEN_REC;

use super::Lowerer;
use super::green::Node;
use super::level::{Level, Origin, Pieces, without_parens};
use super::names::position;
use super::scope::{Frame, Mark};
use crate::syntax::hir::{
    Binding, Dynamic, Entry, Expr, ExprId, ProblemKind, Run, Set, SetId, Span,
};

/// Stands where a child will come, so that a set's tables lie side by side.
const LATER: ExprId = ExprId(u32::MAX);

impl<'g> Lowerer<'_, 'g> {
    /// `{ .. }`, `rec { .. }`
    pub fn attr_set(&mut self, node: Node<'g>) -> Expr {
        let prefix = mem::take(&mut self.levels.prefix);
        let (set, frame) = self.set(Pieces::Body(node), is_rec(node), false);
        self.close(frame);
        self.levels.prefix = prefix;
        Expr::Attrs(set)
    }

    /// `let .. in body`
    pub fn let_in(&mut self, node: Node<'g>) -> Expr {
        let prefix = mem::take(&mut self.levels.prefix);
        let (set, frame) = self.set(Pieces::Body(node), true, false);
        self.levels.prefix = prefix;
        if !self.hir.set(set).dynamics.is_empty() {
            let at = node.token().map_or(node.span(), |(_, span)| span);
            let message = "dynamic attributes not allowed in let";
            self.problem(ProblemKind::DynamicAttribute, at, message);
        }
        let body = node.nodes().filter(|node| is_expression(*node)).last();
        let body = self.lower_or_missing(body, node.span());
        self.close(frame);
        let bindings = self.hir.bindings(self.hir.set(set).bindings);
        self.hir.has_unused_let |= bindings.iter().any(|binding| !binding.used);
        Expr::Let(set, body)
    }

    /// `let { ..; body = ..; }`
    pub fn legacy_let(&mut self, node: Node<'g>) -> Expr {
        let prefix = mem::take(&mut self.levels.prefix);
        let (set, frame) = self.set(Pieces::Body(node), true, false);
        self.levels.prefix = prefix;
        self.close(frame);
        Expr::LegacyLet(set)
    }

    fn close(&mut self, frame: Option<Mark>) {
        if let Some(mark) = frame {
            self.scope.close(&mark);
        }
    }

    /// Lowers a set, leaving its frame open where it is recursive.
    fn set(
        &mut self,
        pieces: Pieces<'g>,
        recursive: bool,
        synthetic: bool,
    ) -> (SetId, Option<Mark>) {
        let level = self.gather(pieces);
        let (id, set) = self.reserve(level, recursive, synthetic);
        self.inherited(level, set);
        let frame = recursive.then(|| self.open(set));
        for at in 0..set.sources.len() {
            let Some(source) = self.levels.sources.get(level.sources + at).copied() else { break };
            let source = self.lower(source);
            put(&mut self.hir.children, set.sources, at, source);
        }
        for at in 0..set.bindings.len() {
            self.binding(level, set, at);
        }
        for at in 0..set.dynamics.len() {
            let Some((name, link)) = self.levels.dynamics.get(level.dynamics + at).copied() else {
                break;
            };
            let name = self.lower(name);
            let value = self.defined(link);
            put(&mut self.hir.dynamics, set.dynamics, at, Dynamic { name, value });
        }
        self.levels.truncate(level);
        (id, frame)
    }

    /// Makes room for a level's parts in the tables.
    fn reserve(&mut self, level: Level, recursive: bool, synthetic: bool) -> (SetId, Set) {
        let hir = &mut self.hir;
        let bindings = position(hir.bindings.len());
        hir.bindings.extend(self.levels.items.iter().skip(level.items).map(|item| Binding {
            name: item.name,
            name_span: item.span,
            entry: Entry::Value(LATER),
            used: false,
            recursive: false,
        }));
        let dynamics = position(hir.dynamics.len());
        let count = self.levels.dynamics.len() - level.dynamics;
        hir.dynamics.extend((0..count).map(|_| Dynamic { name: LATER, value: LATER }));
        let sources = position(hir.children.len());
        let count = self.levels.sources.len() - level.sources;
        hir.children.extend((0..count).map(|_| LATER));
        let set = Set {
            recursive,
            synthetic,
            bindings: Run { start: bindings, end: position(hir.bindings.len()) },
            dynamics: Run { start: dynamics, end: position(hir.dynamics.len()) },
            sources: Run { start: sources, end: position(hir.children.len()) },
        };
        let id = SetId(position(hir.sets.len()));
        hir.sets.push(set);
        (id, set)
    }

    /// `inherit name` means the scope around the set, so it goes before the frame is opened.
    fn inherited(&mut self, level: Level, set: Set) {
        for at in 0..set.bindings.len() {
            let Some(item) = self.levels.items.get(level.items + at).copied() else { break };
            let link = self.levels.link(item.first);
            if link.is_some_and(|link| matches!(link.origin, Origin::Inherit)) {
                let expr = self.variable(item.name, item.span);
                let expr = self.push(expr, item.span);
                self.set_entry(set, at, Entry::Inherit(expr));
            }
        }
    }

    fn open(&mut self, set: Set) -> Mark {
        let mark = self.scope.open(Frame::Set { start: set.bindings.start, inside: None });
        for slot in 0..set.bindings.end - set.bindings.start {
            if let Some(binding) = self.hir.bindings.get((set.bindings.start + slot) as usize) {
                self.scope.bind(binding.name, slot);
            }
        }
        mark
    }

    fn binding(&mut self, level: Level, set: Set, at: usize) {
        let Some(item) = self.levels.items.get(level.items + at).copied() else { return };
        let entry = match self.levels.link(item.first).map(|link| link.origin) {
            None | Some(Origin::Inherit) => return,
            Some(Origin::From(source)) => Entry::InheritFrom(source),
            Some(Origin::Value(_) | Origin::Path(..)) => {
                self.levels.prefix.push(item.name);
                let value = if set.recursive {
                    self.scope.walk_value(Some(position(at)));
                    let value = self.defined(item.first);
                    self.scope.walk_value(None);
                    value
                } else {
                    self.defined(item.first)
                };
                self.levels.prefix.pop();
                Entry::Value(value)
            }
        };
        self.set_entry(set, at, entry);
    }

    fn set_entry(&mut self, set: Set, at: usize, entry: Entry) {
        if let Some(binding) = self.hir.bindings.get_mut(set.bindings.start as usize + at) {
            binding.entry = entry;
        }
    }

    /// The value that a chain of definitions gives.
    fn defined(&mut self, first: u32) -> ExprId {
        let Some(link) = self.levels.link(first) else { return LATER };
        let (recursive, synthetic, span) = match link.origin {
            Origin::Value(node) if link.next.is_none() => return self.lower(node),
            Origin::Value(node) => (is_rec(without_parens(node)), false, node.span()),
            Origin::Path(path, skip, value) => {
                let rest = path.nodes().nth(skip).map_or(path.span(), Node::span);
                (false, true, Span { start: rest.start, end: value.span().end })
            }
            Origin::Inherit | Origin::From(_) => return LATER,
        };
        let (set, frame) = self.set(Pieces::Chain(first), recursive, synthetic);
        self.close(frame);
        self.push(Expr::Attrs(set), span)
    }
}

fn put<T>(table: &mut [T], run: Run, at: usize, value: T) {
    if let Some(place) = table.get_mut(run.start as usize + at) {
        *place = value;
    }
}

fn is_rec(node: Node<'_>) -> bool {
    node.token().is_some_and(|(kind, _)| kind == TOKEN_REC)
}

fn is_expression(node: Node<'_>) -> bool {
    use rnix::SyntaxKind::{NODE_ATTRPATH_VALUE, NODE_INHERIT};
    !matches!(node.kind(), NODE_ATTRPATH_VALUE | NODE_INHERIT)
}
