//! Walking rnix's green nodes with running offsets: no tree of cursors is built.

use rnix::{NixLanguage, SyntaxKind};
use rowan::{Children, GreenNodeData, Language, NodeOrToken};

use crate::syntax::hir::Span;

/// A green node at its place in the file.
#[derive(Clone, Copy)]
pub struct Node<'g> {
    green: &'g GreenNodeData,
    start: u32,
}

impl<'g> Node<'g> {
    /// The node that starts at byte `start`.
    pub fn new(green: &'g GreenNodeData, start: u32) -> Self {
        Self { green, start }
    }
    /// What it is.
    pub fn kind(self) -> SyntaxKind {
        NixLanguage::kind_from_raw(self.green.kind())
    }
    /// Where it stands, without the blanks and comments around it.
    pub fn span(self) -> Span {
        Span { start: self.start, end: self.start + u32::from(self.green.text_len()) }
    }
    /// Its children without blanks and comments.
    pub fn kids(self) -> Kids<'g> {
        Kids { rest: self.green.children(), at: self.start }
    }
    /// Its child nodes.
    pub fn nodes(self) -> impl Iterator<Item = Node<'g>> {
        self.kids().filter_map(|kid| match kid {
            Kid::Node(node) => Some(node),
            Kid::Token(..) => None,
        })
    }
    /// Its first token that means something.
    pub fn token(self) -> Option<(SyntaxKind, Span)> {
        self.tokens().next()
    }
    /// Its tokens that mean something.
    pub fn tokens(self) -> impl Iterator<Item = (SyntaxKind, Span)> + use<'g> {
        self.kids().filter_map(|kid| match kid {
            Kid::Token(kind, span) => Some((kind, span)),
            Kid::Node(_) => None,
        })
    }
}

/// A child: a node or a token.
#[derive(Clone, Copy)]
pub enum Kid<'g> {
    /// A node.
    Node(Node<'g>),
    /// A token.
    Token(SyntaxKind, Span),
}

/// See [`Node::kids`].
#[derive(Clone)]
pub struct Kids<'g> {
    rest: Children<'g>,
    at: u32,
}

impl<'g> Iterator for Kids<'g> {
    type Item = Kid<'g>;

    fn next(&mut self) -> Option<Kid<'g>> {
        loop {
            let start = self.at;
            match self.rest.next()? {
                NodeOrToken::Node(green) => {
                    self.at += u32::from(green.text_len());
                    return Some(Kid::Node(Node { green, start }));
                }
                NodeOrToken::Token(token) => {
                    self.at += u32::from(token.text_len());
                    let kind = NixLanguage::kind_from_raw(token.kind());
                    if !kind.is_trivia() {
                        return Some(Kid::Token(kind, Span { start, end: self.at }));
                    }
                }
            }
        }
    }
}
