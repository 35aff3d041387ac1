//! The compact form of a Nix file that `pure/` evaluates and rules read.
//!
//! Everything lies in flat tables and is named by a small index, so that a file costs a handful of
//! allocations. Variables are already resolved to `(up, slot)`, nested attribute paths are already
//! merged into trees of sets (as Nix's own parser does), string escapes are decoded. What the
//! surface had and the meaning does not (parentheses, which entries were written as one path) is
//! kept where a rule needs it.
//!
//! ## Frames
//! `up` counts frames outwards, 0 being the innermost. These expressions open one frame each:
//! - a lambda: slot 0 is the whole argument (named or not), slots 1.. its formals in source order;
//! - `let` and `rec { }` (and the legacy `let { }`): slot i is entry i of its set;
//! - `with`: a frame without slots.
//!
//! A plain `{ }` opens no frame.

mod children;
mod read;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use super::directives::{Addressee, Directive};

/// Byte offsets in the source text, `start..end`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Just after the last byte.
    pub end: u32,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub u32);
        impl $name {
            /// The index as a table position.
            pub const fn index(self) -> usize { self.0 as usize }
        }
    )*};
}
ids! {
    /// An expression of this file.
    ExprId,
    /// A name of this file (attribute, variable), see [`Hir::name`].
    NameId,
    /// A literal string of this file, see [`Hir::text`].
    TextId,
    /// See [`Set`].
    SetId,
    /// See [`Lambda`].
    LambdaId,
    /// See [`Select`].
    SelectId,
    /// See [`Interpolation`].
    InterpId,
}

/// A run of positions in one of the tables of [`Hir`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// First position.
    pub start: u32,
    /// Just after the last.
    pub end: u32,
}

impl Run {
    /// As a slice range.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
    /// How many.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }
    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// How a path literal starts; the stored text keeps its first characters (`./`, `../`, `/`, `~/`),
/// a search path is stored without its angle brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PathKind {
    /// `./x`, `../x`, `a/b`: relative to the file's folder.
    Relative,
    /// `/x`.
    Absolute,
    /// `~/x`.
    Home,
    /// `<nixpkgs>`.
    Search,
}

/// What an interpolation builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InterpKind {
    /// `"..."`.
    String,
    /// `''...''`, its indentation already stripped from the text parts.
    Indented,
    /// `./a/${b}`.
    Path(PathKind),
}

/// Two-operand operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the operators' own")]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    Div,
    Concat,
    Update,
    And,
    Or,
    Implies,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// `x |> f`
    PipeRight,
    /// `f <| x`
    PipeLeft,
}

/// An expression.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    /// The parser found no valid expression here; a problem says why.
    Missing,
    /// `42`
    Int(i64),
    /// `4.2`
    Float(f64),
    /// A string literal without interpolation.
    Str(TextId),
    /// A string or path with interpolation.
    Interp(InterpId),
    /// A path literal without interpolation.
    Path(PathKind, TextId),
    /// A variable bound in this file.
    Local {
        /// Frames outwards.
        up: u32,
        /// Position in that frame.
        slot: u32,
    },
    /// A name of the global scope (`builtins`, `true`, `map`, ...).
    Global(NameId),
    /// A name that only an enclosing `with` can provide.
    With(NameId),
    /// A name nothing provides; a problem says so.
    Undefined(NameId),
    /// `__curPos`
    CurPos,
    /// `x: body`, `{ a, b ? 1, ... }@x: body`
    Lambda(LambdaId),
    /// `f x`
    Apply(ExprId, ExprId),
    /// `a.b.c`, `a.b or c`
    Select(SelectId),
    /// `a ? b.c`
    HasAttr(SelectId),
    /// `{ }`, `rec { }`
    Attrs(SetId),
    /// `let ... in body`
    Let(SetId, ExprId),
    /// `let { ...; body = ..; }`
    LegacyLet(SetId),
    /// `[ a b ]`: positions in [`Hir::exprs_of`]
    List(Run),
    /// Condition, then, else: three consecutive positions in [`Hir::exprs_of`] starting here.
    If(u32),
    /// `assert a; b`
    Assert(ExprId, ExprId),
    /// `with a; b`
    WithScope(ExprId, ExprId),
    /// Operator, left and right: two consecutive positions in [`Hir::exprs_of`] starting here.
    Binary(BinOp, u32),
    /// `!a`
    Not(ExprId),
    /// `-a`
    Negate(ExprId),
    /// `(a)`
    Paren(ExprId),
}

/// A component of an attribute path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttrName {
    /// What it is.
    pub kind: AttrNameKind,
    /// Where.
    pub span: Span,
}

/// See [`AttrName`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum AttrNameKind {
    /// `a`, `"a"`
    Static(NameId),
    /// `${a}`, `"a${b}"`: an expression that gives a string (or null, in a set).
    Dynamic(ExprId),
}

/// `base.path or default`, or `base ? path`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Select {
    /// The set.
    pub base: ExprId,
    /// Positions in [`Hir::attr_names`].
    pub path: Run,
    /// What stands behind `or`.
    pub default: Option<ExprId>,
}

/// A string or path with interpolation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interpolation {
    /// What it builds.
    pub kind: InterpKind,
    /// Positions in [`Hir::parts`].
    pub parts: Run,
}

/// A part of a string.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Literal text.
    Text(TextId),
    /// `${expr}`
    Expr(ExprId),
}

/// How an entry gets its value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// `a = expr`, evaluated in the set's own scope (its frame, where it has one). A nested path
    /// `a.b = ..` makes entry `a` an [`Expr::Attrs`] whose set is `synthetic`.
    Value(ExprId),
    /// `inherit a`: a variable of the scope *around* the set.
    Inherit(ExprId),
    /// `inherit (from) a`: position in [`Set::sources`].
    InheritFrom(u32),
}

/// One statically named entry of a set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    /// Its name.
    pub name: NameId,
    /// Where the name stands (the first component of the path that made it).
    pub name_span: Span,
    /// Its value.
    pub entry: Entry,
    /// Whether anything but its own value refers to it as a variable (only in `let` and `rec`).
    pub used: bool,
    /// Whether its own value refers to it (only in `let` and `rec`).
    pub recursive: bool,
}

/// `${name} = value`, evaluated in the set's own scope.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dynamic {
    /// Gives a string, or null for no entry.
    pub name: ExprId,
    /// Its value.
    pub value: ExprId,
}

/// The bindings of `{ }`, `rec { }` or `let`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Set {
    /// Whether entries see one another (always so for `let`): then it opens a frame.
    pub recursive: bool,
    /// Made from a nested attribute path rather than written with braces.
    pub synthetic: bool,
    /// Positions in [`Hir::bindings`], in source order, names distinct.
    pub bindings: Run,
    /// Positions in [`Hir::dynamics`].
    pub dynamics: Run,
    /// The `from` of each `inherit (from) ..`: positions in [`Hir::exprs_of`], evaluated in the
    /// set's own scope.
    pub sources: Run,
}

/// One formal of a lambda.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Formal {
    /// Its name.
    pub name: NameId,
    /// Where the name stands.
    pub span: Span,
    /// `? default`, evaluated in the lambda's frame.
    pub default: Option<ExprId>,
    /// Whether anything refers to it.
    pub used: bool,
}

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lambda {
    /// `x` in `x: ..` or `{ .. }@x: ..`.
    pub arg: Option<(NameId, Span)>,
    /// Whether anything refers to `arg`.
    pub arg_used: bool,
    /// The formals, where the argument is a set pattern.
    pub pattern: Option<Pattern>,
    /// The body.
    pub body: ExprId,
}

/// `{ a, b, ... }`
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// Positions in [`Hir::formals`], in source order.
    pub formals: Run,
    /// `...`
    pub ellipsis: bool,
}

/// Why Nix would refuse the file, or what nixward could not take in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which kind.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// One sentence, no trailing full stop.
    pub message: String,
}

/// See [`Problem`]; the rules 0xx map each to a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The grammar does not allow it.
    Syntax,
    /// Nothing binds this name.
    UndefinedVariable,
    /// An attribute is defined twice.
    DuplicateAttribute,
    /// A formal is named twice.
    DuplicateFormal,
    /// An integer or float out of range, a NUL byte, and the like.
    Literal,
    /// A dynamic attribute where only static ones may stand (`let`, `inherit`).
    DynamicAttribute,
    /// Needs an experimental feature (`|>`).
    Experimental,
    /// Nested or chained deeper than nixward reads.
    TooDeep,
}

/// A parsed and resolved file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Hir {
    pub(in crate::syntax) exprs: Vec<Expr>,
    pub(in crate::syntax) spans: Vec<Span>,
    pub(in crate::syntax) children: Vec<ExprId>,
    pub(in crate::syntax) attr_names: Vec<AttrName>,
    pub(in crate::syntax) selects: Vec<Select>,
    pub(in crate::syntax) interps: Vec<Interpolation>,
    pub(in crate::syntax) parts: Vec<Part>,
    pub(in crate::syntax) sets: Vec<Set>,
    pub(in crate::syntax) bindings: Vec<Binding>,
    pub(in crate::syntax) dynamics: Vec<Dynamic>,
    pub(in crate::syntax) lambdas: Vec<Lambda>,
    pub(in crate::syntax) formals: Vec<Formal>,
    pub(in crate::syntax) names: Vec<Run>,
    pub(in crate::syntax) texts: Vec<Run>,
    pub(in crate::syntax) bytes: Vec<u8>,
    pub(in crate::syntax) root: u32,
    /// What is wrong with the file, in source order.
    pub problems: Vec<Problem>,
    /// Comments that tell what to leave alone, in source order.
    pub directives: Vec<Directive>,
    /// Each `inherit;` and `inherit (from);` without names, in source order.
    pub empty_inherits: Vec<Span>,
    /// Whether a `let` binds what nothing but its own value refers to: then what that value refers
    /// to may be unused as well.
    pub has_unused_let: bool,
}
