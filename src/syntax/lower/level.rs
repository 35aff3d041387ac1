//! Gathering what defines one set: see [`super::set`] for the rules of merging.

use rnix::SyntaxKind::{
    NODE_ATTR_SET, NODE_ATTRPATH_VALUE, NODE_DYNAMIC, NODE_IDENT, NODE_INHERIT, NODE_INHERIT_FROM,
    NODE_PAREN, NODE_STRING,
};

use super::green::Node;
use super::names::position;
use super::{Lowerer, shown};
use crate::syntax::hir::{NameId, ProblemKind, Span};

/// A component of an attribute path.
#[derive(Clone, Copy)]
pub enum Key<'g> {
    /// Known from the text.
    Static(NameId),
    /// An expression.
    Dynamic(Node<'g>),
}

/// One way an entry is defined.
#[derive(Clone, Copy)]
pub enum Origin<'g> {
    /// `name = node`
    Value(Node<'g>),
    /// `name.rest = value`: the path, how many of its components lead here, the value.
    Path(Node<'g>, usize, Node<'g>),
    /// `inherit name`
    Inherit,
    /// `inherit (from) name`: which `from` of the level.
    From(u32),
}

/// A definition and the next one of the same entry.
#[derive(Clone, Copy)]
pub struct Link<'g> {
    /// The definition.
    pub origin: Origin<'g>,
    /// Position of the next on the stack of links.
    pub next: Option<u32>,
}

/// A statically named entry.
#[derive(Clone, Copy)]
pub struct Item {
    /// Its name.
    pub name: NameId,
    /// Where the first component of the path that made it stands.
    pub span: Span,
    /// Its first definition.
    pub first: u32,
    last: u32,
}

/// What one set is made from.
#[derive(Clone, Copy)]
pub enum Pieces<'g> {
    /// The entries between braces, or between `let` and `in`.
    Body(Node<'g>),
    /// The definitions of one entry of an outer level, from this link on.
    Chain(u32),
}

/// A set in the making: where its parts begin on the stacks of [`Levels`].
#[derive(Clone, Copy)]
pub struct Level {
    /// Its first item.
    pub items: usize,
    /// Its first dynamic entry.
    pub dynamics: usize,
    /// Its first `from`.
    pub sources: usize,
    links: usize,
    serial: u32,
}

/// The stacks of the sets being lowered.
#[derive(Default)]
pub struct Levels<'g> {
    /// Statically named entries.
    pub items: Vec<Item>,
    /// Dynamic entries: the name's expression and the definition.
    pub dynamics: Vec<(Node<'g>, u32)>,
    /// The `from` of each `inherit (from)`.
    pub sources: Vec<Node<'g>>,
    links: Vec<Link<'g>>,
    /// Names that lead to the set being merged, for messages.
    pub prefix: Vec<NameId>,
    /// By name: the serial number of the last group (set or pattern) that had it, and where.
    seen: Vec<(u32, u32)>,
    serial: u32,
}

impl<'g> Levels<'g> {
    /// A number for a new group of names that must differ.
    pub fn next_serial(&mut self) -> u32 {
        self.serial += 1;
        self.serial
    }
    /// Where the group saw `name`, if it did.
    pub fn seen(&self, serial: u32, name: NameId) -> Option<u32> {
        self.seen.get(name.index()).filter(|(group, _)| *group == serial).map(|(_, at)| *at)
    }
    /// Notes that the group has `name`.
    pub fn see(&mut self, serial: u32, name: NameId, at: u32) {
        if self.seen.len() <= name.index() {
            self.seen.resize(name.index() + 1, (0, 0));
        }
        if let Some(place) = self.seen.get_mut(name.index()) {
            *place = (serial, at);
        }
    }
    /// The definition at a position of the stack of links.
    pub fn link(&self, at: u32) -> Option<Link<'g>> {
        self.links.get(at as usize).copied()
    }
    /// Removes a level and all above it.
    pub fn truncate(&mut self, level: Level) {
        self.items.truncate(level.items);
        self.dynamics.truncate(level.dynamics);
        self.sources.truncate(level.sources);
        self.links.truncate(level.links);
    }

    fn push_link(&mut self, origin: Origin<'g>) -> u32 {
        let at = position(self.links.len());
        self.links.push(Link { origin, next: None });
        at
    }

    fn open(&mut self) -> Level {
        Level {
            items: self.items.len(),
            dynamics: self.dynamics.len(),
            sources: self.sources.len(),
            links: self.links.len(),
            serial: self.next_serial(),
        }
    }

    fn is_set(&self, link: u32) -> bool {
        self.link(link).is_some_and(|link| is_set(link.origin))
    }

    fn append(&mut self, item: usize, origin: Origin<'g>) {
        let link = self.push_link(origin);
        let Some(item) = self.items.get_mut(item) else { return };
        if let Some(last) = self.links.get_mut(item.last as usize) {
            last.next = Some(link);
        }
        item.last = link;
    }
}

/// The expression inside parentheses: Nix's parser forgets them.
pub fn without_parens(mut node: Node<'_>) -> Node<'_> {
    while node.kind() == NODE_PAREN {
        let Some(inner) = node.nodes().next() else { break };
        node = inner;
    }
    node
}

fn is_set(origin: Origin<'_>) -> bool {
    match origin {
        Origin::Path(..) => true,
        Origin::Value(node) => without_parens(node).kind() == NODE_ATTR_SET,
        Origin::Inherit | Origin::From(_) => false,
    }
}

impl<'g> Lowerer<'_, 'g> {
    /// Gathers a level on top of the stacks.
    pub fn gather(&mut self, pieces: Pieces<'g>) -> Level {
        let level = self.levels.open();
        match pieces {
            Pieces::Body(body) => self.gather_body(level, body),
            Pieces::Chain(first) => {
                let mut next = self.levels.link(first);
                while let Some(link) = next {
                    match link.origin {
                        Origin::Path(path, skip, value) => {
                            self.gather_path(level, path, skip, value);
                        }
                        Origin::Value(node) => self.gather_body(level, without_parens(node)),
                        Origin::Inherit | Origin::From(_) => {}
                    }
                    next = link.next.and_then(|next| self.levels.link(next));
                }
            }
        }
        level
    }

    fn gather_body(&mut self, level: Level, body: Node<'g>) {
        for entry in body.nodes() {
            match entry.kind() {
                NODE_ATTRPATH_VALUE => {
                    let mut parts = entry.nodes();
                    if let (Some(path), Some(value)) = (parts.next(), parts.next()) {
                        self.gather_path(level, path, 0, value);
                    }
                }
                NODE_INHERIT => self.gather_inherit(level, entry),
                _ => {}
            }
        }
    }

    fn gather_path(&mut self, level: Level, path: Node<'g>, skip: usize, value: Node<'g>) {
        let mut components = path.nodes().skip(skip);
        let Some(component) = components.next() else { return };
        let last = components.next().is_none();
        let origin = if last { Origin::Value(value) } else { Origin::Path(path, skip + 1, value) };
        match self.attr_name(component) {
            Key::Static(name) => {
                let first = path.nodes().next().map_or(component.span(), Node::span);
                let to_here = Span { start: first.start, end: component.span().end };
                self.define(level, name, first, to_here, origin);
            }
            Key::Dynamic(name) => {
                let link = self.levels.push_link(origin);
                self.levels.dynamics.push((name, link));
            }
        }
    }

    fn gather_inherit(&mut self, level: Level, inherit: Node<'g>) {
        let mut origin = Origin::Inherit;
        let mut names = 0;
        for node in inherit.nodes() {
            let span = node.span();
            match node.kind() {
                NODE_INHERIT_FROM => {
                    let source = position(self.levels.sources.len() - level.sources);
                    if let Some(from) = node.nodes().next() {
                        self.levels.sources.push(from);
                        origin = Origin::From(source);
                    }
                }
                NODE_IDENT | NODE_STRING | NODE_DYNAMIC => {
                    names += 1;
                    match self.attr_name(node) {
                        Key::Static(name) => self.define(level, name, span, span, origin),
                        Key::Dynamic(_) => self.problem(
                            ProblemKind::DynamicAttribute,
                            span,
                            "dynamic attributes not allowed in inherit",
                        ),
                    }
                }
                _ => {}
            }
        }
        if names == 0 {
            self.hir.empty_inherits.push(inherit.span());
        }
    }

    /// Adds a definition: `span` is kept with a new entry, `blame` is where a duplicate is reported.
    fn define(&mut self, level: Level, name: NameId, span: Span, blame: Span, origin: Origin<'g>) {
        let Some(at) = self.levels.seen(level.serial, name) else {
            self.levels.see(level.serial, name, position(self.levels.items.len()));
            let first = self.levels.push_link(origin);
            self.levels.items.push(Item { name, span, first, last: first });
            return;
        };
        let Some(item) = self.levels.items.get(at as usize).copied() else { return };
        if self.levels.is_set(item.first) && is_set(origin) {
            self.levels.append(at as usize, origin);
        } else {
            self.duplicate_attribute(name, item.span, blame);
        }
    }

    fn duplicate_attribute(&mut self, name: NameId, first: Span, blame: Span) {
        let path: Vec<_> = self.levels.prefix.iter().chain([&name]).collect();
        let path: Vec<_> = path.into_iter().map(|name| shown(self.hir.name(*name))).collect();
        let before = self.source.get(..first.start as usize).unwrap_or_default();
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        let message = format!("attribute '{}' already defined on line {line}", path.join("."));
        self.problem(ProblemKind::DuplicateAttribute, blame, message);
    }

    /// What an attribute path's component is named.
    pub fn attr_name(&mut self, component: Node<'g>) -> Key<'g> {
        match component.kind() {
            NODE_IDENT => Key::Static(self.name_at(component.span())),
            NODE_DYNAMIC => match component.nodes().next().map(without_parens) {
                Some(inner) => self.static_string(inner).map_or(Key::Dynamic(inner), Key::Static),
                None => Key::Dynamic(component),
            },
            NODE_STRING => {
                self.static_string(component).map_or(Key::Dynamic(component), Key::Static)
            }
            _ => Key::Dynamic(component),
        }
    }
}
