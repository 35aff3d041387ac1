//! Values and the handles they are made of.
//!
//! Every value is small and `Copy`; what it refers to lies in the [`Heap`](super::heap::Heap) of
//! its query and is freed with it at once, so there are no reference cycles and no deep drops.

use std::rc::Rc;

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(in crate::pure) u32);
        impl $name {
            pub(in crate::pure) const fn index(self) -> usize { self.0 as usize }
        }
    )*};
}
handles! {
    /// A value that may not have been computed yet.
    Thunk,
    /// A string with its context.
    Str,
    /// A path: root and normalised relative path.
    PathRef,
    /// A list.
    List,
    /// An attribute set.
    Set,
    /// A function written in Nix, with its environment.
    Closure,
    /// A builtin that has got some of its arguments.
    Partial,
    /// Why something is not known.
    Unknown,
    /// An interned name.
    Sym,
    /// A file that takes part in the evaluation.
    FileId,
    /// A file tree that paths lie in.
    RootId,
    /// A frame of variables.
    Env,
    /// An interned string context; 0 is the empty one.
    Context,
}

impl Context {
    /// No context.
    pub const NONE: Self = Self(0);
}

/// A value in weak head normal form.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A 64-bit integer.
    Int(i64),
    /// A double.
    Float(f64),
    /// A string: bytes and context.
    Str(Str),
    /// A path.
    Path(PathRef),
    /// A list, see [`ListData`].
    List(List),
    /// A set, see [`SetData`].
    Set(Set),
    /// A function written in Nix.
    Lambda(Closure),
    /// A builtin without arguments yet: position in the builtin table.
    Builtin(u16),
    /// A builtin with some of its arguments.
    Partial(Partial),
    /// Anything Nix could have here.
    Unknown(Unknown),
}

/// A list. Stands for every list made by leaving out any of the *maybe* items and, where it is
/// open, by adding any items anywhere.
#[derive(Clone, Debug, Default)]
pub struct ListData {
    /// The items in order.
    pub items: Box<[Thunk]>,
    /// Whether each item may be absent; none where all are present.
    pub maybe: Option<Box<[bool]>>,
    /// Why there may be more items.
    pub open: Option<Unknown>,
}

impl ListData {
    /// A list of exactly these items.
    pub fn exact(items: impl Into<Box<[Thunk]>>) -> Self {
        Self { items: items.into(), maybe: None, open: None }
    }
    /// Whether the items are all there is, each of them present.
    pub fn is_exact(&self) -> bool {
        self.maybe.is_none() && self.open.is_none()
    }
    /// Whether item `at` may be absent.
    pub fn is_maybe(&self, at: usize) -> bool {
        self.maybe.as_ref().is_some_and(|maybe| maybe.get(at).copied().unwrap_or(false))
    }
}

/// One attribute.
#[derive(Clone, Copy, Debug)]
pub struct Attr {
    /// Its name.
    pub name: Sym,
    /// Its value.
    pub value: Thunk,
    /// Where it was defined: a number of [`Heap`](super::heap::Heap)'s, 0 for nowhere.
    pub pos: u32,
    /// Whether it may be absent.
    pub maybe: bool,
}

/// A set. Stands for every set made by leaving out any of the *maybe* attributes and, where it is
/// open, by adding any attributes of other names.
#[derive(Clone, Debug, Default)]
pub struct SetData {
    /// Sorted by symbol number (not by name), names distinct.
    pub attrs: Box<[Attr]>,
    /// Why there may be more names.
    pub open: Option<Unknown>,
}

impl SetData {
    /// The attribute of that name, where the set lists it.
    pub fn get(&self, name: Sym) -> Option<&Attr> {
        self.attrs.binary_search_by_key(&name, |attr| attr.name).ok().map(|at| &self.attrs[at])
    }
    /// Whether the names are all there are, each of them present.
    pub fn is_exact(&self) -> bool {
        self.open.is_none() && !self.attrs.iter().any(|attr| attr.maybe)
    }
}

/// A string: bytes, since Nix does not ask for UTF-8.
#[derive(Clone, Debug)]
pub struct StrData {
    /// The bytes, without NUL.
    pub bytes: Rc<[u8]>,
    /// What it depends on.
    pub context: Context,
}

/// Shorthands for builtins: a set under construction.
pub type Attrs = Vec<Attr>;
