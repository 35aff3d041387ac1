//! `flake.lock`: the inputs a flake is pinned to, read as Nix reads them.
//!
//! Format: Nix manual, "nix flake", section "Lock files", versions 5 to 7. A lock is a graph of
//! nodes; an input of a node is either the name of another node or a path of input names from the
//! root that it *follows*. Every part keeps its place in the text, so that findings can point at it.

mod follows;
mod read;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::syntax::hir::Span;
use crate::syntax::reference::AttrValue;

pub use crate::nix::store_path::source_store_path;

/// A node of a [`Lock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// What could be read of a `flake.lock`, and all that is wrong with it.
#[derive(Debug, Default)]
pub struct Reading {
    /// The graph; none where the text is no lock file at all or of an unknown version.
    pub lock: Option<Lock>,
    /// In text order.
    pub problems: Vec<Problem>,
}

/// Something Nix refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// One sentence, no trailing full stop.
    pub message: String,
}

/// See [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No JSON, or a part has the wrong type.
    Malformed,
    /// A format version that nixward does not read.
    Version,
    /// An input names a node that is not there, or the root.
    Dangling,
    /// An input follows a path that leads to no input, or to itself.
    Follows,
}

/// The graph of locked inputs.
#[derive(Debug)]
pub struct Lock {
    /// Format version, 5 to 7.
    pub version: u32,
    nodes: Vec<Node>,
    root: NodeId,
}

/// One node: the flake itself (the root) or one pinned input.
#[derive(Debug)]
pub struct Node {
    /// Its key in `nodes`.
    pub name: String,
    /// Where the key stands, quotes included.
    pub name_span: Span,
    /// Sorted by name, names distinct.
    pub inputs: Vec<Input>,
    /// What the input was declared as.
    pub original: Option<Attrs>,
    /// What it is pinned to.
    pub locked: Option<Attrs>,
    /// `false` for an input with `flake = false`.
    pub flake: bool,
    /// For a relative `path:` input: input names from the root to the flake it is relative to.
    pub parent: Option<Vec<String>>,
    /// Whether the root leads here; Nix does not look at other nodes.
    pub reachable: bool,
}

/// One input of a node.
#[derive(Debug)]
pub struct Input {
    /// The name the node's flake gives it.
    pub name: String,
    /// Where the name stands, quotes included.
    pub name_span: Span,
    /// What it says.
    pub target: Target,
    /// Where that stands.
    pub span: Span,
    /// The node it comes to in the end.
    pub resolved: Resolved,
}

/// See [`Input::target`].
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// The key of a node.
    Node(String),
    /// Input names from the root; empty is the root itself.
    Follows(Vec<String>),
}

/// See [`Input::resolved`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// This node.
    Node(NodeId),
    /// There is no such node or input.
    Nowhere,
    /// It follows itself.
    Cycle,
}

/// A flake reference in its attribute form, such as `{ type = "github"; owner = ..; repo = ..; }`.
#[derive(Debug, Default, PartialEq)]
pub struct Attrs {
    /// The whole object.
    pub span: Span,
    /// Sorted by name, names distinct.
    pub entries: Vec<Attr>,
}

/// One attribute of an [`Attrs`].
#[derive(Debug, PartialEq)]
pub struct Attr {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: AttrValue,
    /// Where the value stands.
    pub span: Span,
}

impl Attrs {
    /// The attribute of that name.
    pub fn get(&self, name: &str) -> Option<&Attr> {
        let at = self.entries.binary_search_by(|attr| attr.name.as_str().cmp(name)).ok()?;
        self.entries.get(at)
    }

    /// The text of that name.
    pub fn str(&self, name: &str) -> Option<&str> {
        match &self.get(name)?.value {
            AttrValue::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number of that name.
    pub fn int(&self, name: &str) -> Option<u64> {
        match self.get(name)?.value {
            AttrValue::Int(number) => Some(number),
            _ => None,
        }
    }
}

impl Attrs {
    /// Whether this is nixpkgs, from wherever.
    pub fn is_nixpkgs(&self) -> bool {
        let is =
            |name, wanted: &str| self.str(name).is_some_and(|it| it.eq_ignore_ascii_case(wanted));
        is("owner", "nixos") && is("repo", "nixpkgs")
            || self.str("url").is_some_and(|url| {
                url.contains("//channels.nixos.org/") || url.contains("//releases.nixos.org/")
            })
    }

    /// The day that the locked revision is from.
    pub fn last_modified(&self) -> Option<Date> {
        let seconds = i64::try_from(self.int("lastModified")?).ok()?;
        Some(Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date())
    }
}

impl Lock {
    /// Reads the text of a `flake.lock`; never fails, whatever the bytes.
    pub fn read(text: &[u8]) -> Reading {
        read::read(text)
    }

    /// The flake itself.
    pub fn root(&self) -> &Node {
        self.node(self.root)
    }

    /// The id of [`Lock::root`].
    pub fn root_id(&self) -> NodeId {
        self.root
    }

    /// The node of that id, which must come from this lock.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// All nodes, in text order.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        (0u32..).map(NodeId).zip(&self.nodes)
    }

    /// The node that input `name` of `node` comes to, all follows resolved.
    pub fn input(&self, node: NodeId, name: &str) -> Option<NodeId> {
        match self.node(node).input(name)?.resolved {
            Resolved::Node(id) => Some(id),
            Resolved::Nowhere | Resolved::Cycle => None,
        }
    }

    /// The node at a path of input names from the root.
    pub fn find<S: AsRef<str>>(&self, path: &[S]) -> Option<NodeId> {
        path.iter().try_fold(self.root, |node, name| self.input(node, name.as_ref()))
    }
}

impl Node {
    /// The input of that name.
    pub fn input(&self, name: &str) -> Option<&Input> {
        let at = self.inputs.binary_search_by(|input| input.name.as_str().cmp(name)).ok()?;
        self.inputs.get(at)
    }

    /// Where Nix keeps the locked source, computed from its `narHash`; none for relative path
    /// inputs, which lie inside their parent's source, and where the hash is missing or no SHA-256.
    pub fn store_path(&self) -> Option<String> {
        if self.parent.is_some() {
            return None;
        }
        let locked = self.locked.as_ref()?;
        source_store_path(locked.str("narHash")?, locked.str("name").unwrap_or("source"))
    }

    /// The folder of `flake.nix` inside the source, empty for its top.
    pub fn dir(&self) -> &str {
        self.locked.as_ref().and_then(|locked| locked.str("dir")).unwrap_or("")
    }
}
