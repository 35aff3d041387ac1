//! The states and the stack of the machine in [`super::grammar`].

/// What the grammar expects next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Any expression.
    Expression,
    /// An operand; `!` before it is fine.
    Operand,
    /// An operand after an operator that binds tighter than `!`.
    TightOperand,
    /// What stands behind `or`.
    Default,
    /// An item of a list, or its end.
    Item,
    /// After an identifier that may yet be a function's argument.
    AfterIdent,
    /// After an operand that takes `.` and `or`.
    AfterSimple,
    /// After `a.b`.
    AfterPath,
    /// After `a or`.
    AfterOr,
    /// After `a ? b`.
    AfterHas,
    /// After `let { .. }`: rnix knows it only as a whole expression.
    AfterLegacyLet,
    /// An attribute of `a.`.
    PathAttr,
    /// An attribute of `a ?`.
    HasAttr,
    /// After `{` where a set or a pattern may stand.
    Brace,
    /// After `{ a` there.
    BraceIdent,
    /// After `{ }` there.
    BraceEmpty,
    /// An entry of a set or `let`, or its end.
    Entry,
    /// A further attribute of an entry's path.
    EntryAttr,
    /// After an attribute of an entry's path.
    AfterEntryAttr,
    /// After `inherit`.
    Inherit,
    /// After `inherit (a)` or `inherit a`.
    InheritName,
    /// A formal, or the end of the pattern.
    Formal,
    /// After a formal's name.
    AfterFormal,
    /// After `...`.
    AfterEllipsis,
    /// After a pattern that may have an `@`.
    AfterPattern,
    /// The name after `@`.
    PatternName,
    /// The `:` of a function.
    Colon,
    /// The `{` after `a @`.
    PatternBrace,
    /// The `{` after `rec`.
    RecBrace,
    /// After `let`.
    Let,
}

/// What an open construct is; named after what it waits for where that is not plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The file.
    Root,
    /// `( .. )`
    Paren,
    /// `[ .. ]`
    List,
    /// `{ .. }`, not known yet which kind.
    Brace,
    /// `{ .. }`
    Set,
    /// `{ a, b }:`
    Pattern,
    /// `let .. in`
    Let,
    /// `let { .. }`
    LegacyLet,
    /// `inherit ( .. )`
    InheritFrom,
    /// `if .. then`
    Then,
    /// `then .. else`
    Else,
    /// `with .. ;`, `assert .. ;`
    Semicolon,
    /// `"${ .. }"`
    InString,
    /// `''${ .. }''`
    InIndented,
    /// `./a/${ .. }`
    InPath,
    /// `${ .. }` as an attribute's name
    InAttr,
}

/// An open construct.
#[derive(Clone, Copy, Debug)]
pub struct Open {
    /// What it is.
    pub frame: Frame,
    /// What follows it.
    pub after: State,
    /// How many operators, prefixes and tails the expression being read in it has.
    pub links: u32,
    /// How many arguments the function call being read in it has.
    pub arguments: u32,
    /// Whether that expression has `==` (they do not chain).
    pub equal: bool,
    /// The same of `<`.
    pub compare: bool,
}

impl Open {
    /// Nothing read yet.
    pub fn new(frame: Frame, after: State) -> Self {
        Self { frame, after, links: 0, arguments: 0, equal: false, compare: false }
    }

    /// How deep it goes by itself.
    pub fn depth(&self) -> u32 {
        1 + self.links + self.arguments
    }
}
