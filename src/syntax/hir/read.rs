//! Reading the tables of [`Hir`].

use super::{
    AttrName, Binding, Dynamic, Expr, ExprId, Formal, Hir, InterpId, Interpolation, Lambda,
    LambdaId, NameId, Part, Run, Select, SelectId, Set, SetId, Span, TextId,
};

impl Hir {
    /// The whole file's expression; [`Expr::Missing`] where the file could not be read at all.
    pub fn root(&self) -> ExprId {
        ExprId(self.root)
    }
    /// How many expressions there are; ids are `0..len`, children before parents.
    pub fn len(&self) -> usize {
        self.exprs.len()
    }
    /// Whether nothing was parsed.
    pub fn is_empty(&self) -> bool {
        self.exprs.is_empty()
    }
    /// The expression.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs.get(id.index()).copied().unwrap_or(Expr::Missing)
    }
    /// The expression inside any number of parentheses.
    pub fn inside_parens(&self, mut id: ExprId) -> ExprId {
        while let Expr::Paren(inner) = self.expr(id) {
            id = inner;
        }
        id
    }
    /// Where it stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.spans.get(id.index()).copied().unwrap_or_default()
    }
    /// The expressions of a list, an `if`, a binary operator, or the sources of a set.
    pub fn exprs_of(&self, run: Run) -> &[ExprId] {
        self.children.get(run.range()).unwrap_or(&[])
    }
    /// Condition, then and else of [`Expr::If`].
    pub fn if_parts(&self, at: u32) -> [ExprId; 3] {
        let at = at as usize;
        [self.children[at], self.children[at + 1], self.children[at + 2]]
    }
    /// Left and right of [`Expr::Binary`].
    pub fn operands(&self, at: u32) -> [ExprId; 2] {
        let at = at as usize;
        [self.children[at], self.children[at + 1]]
    }
    /// A run of attribute names.
    pub fn attr_names(&self, run: Run) -> &[AttrName] {
        self.attr_names.get(run.range()).unwrap_or(&[])
    }
    /// A selection.
    pub fn select(&self, id: SelectId) -> &Select {
        &self.selects[id.index()]
    }
    /// An interpolation.
    pub fn interp(&self, id: InterpId) -> &Interpolation {
        &self.interps[id.index()]
    }
    /// Parts of an interpolation.
    pub fn parts(&self, run: Run) -> &[Part] {
        self.parts.get(run.range()).unwrap_or(&[])
    }
    /// A set.
    pub fn set(&self, id: SetId) -> &Set {
        &self.sets[id.index()]
    }
    /// Bindings of a set.
    pub fn bindings(&self, run: Run) -> &[Binding] {
        self.bindings.get(run.range()).unwrap_or(&[])
    }
    /// Dynamic entries of a set.
    pub fn dynamics(&self, run: Run) -> &[Dynamic] {
        self.dynamics.get(run.range()).unwrap_or(&[])
    }
    /// A function.
    pub fn lambda(&self, id: LambdaId) -> &Lambda {
        &self.lambdas[id.index()]
    }
    /// Formals of a pattern.
    pub fn formals(&self, run: Run) -> &[Formal] {
        self.formals.get(run.range()).unwrap_or(&[])
    }
    /// The bytes of a name. Names are bytes: Nix does not require UTF-8.
    pub fn name(&self, id: NameId) -> &[u8] {
        self.names.get(id.index()).and_then(|run| self.bytes.get(run.range())).unwrap_or(&[])
    }
    /// All names, for interning at once; a name stands here once.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.names.iter().map(|run| self.bytes.get(run.range()).unwrap_or(&[]))
    }
    /// The bytes of a literal.
    pub fn text(&self, id: TextId) -> &[u8] {
        self.texts.get(id.index()).and_then(|run| self.bytes.get(run.range())).unwrap_or(&[])
    }
    /// How many bindings there are in all sets.
    pub fn binding_count(&self) -> usize {
        self.bindings.len()
    }
    /// A binding by its position in the table of all.
    pub fn binding_at(&self, at: u32) -> Option<&Binding> {
        self.bindings.get(at as usize)
    }
    /// How many formals all lambdas have.
    pub fn formal_count(&self) -> usize {
        self.formals.len()
    }
    /// A formal by its position in the table of all.
    pub fn formal_at(&self, at: u32) -> Option<&Formal> {
        self.formals.get(at as usize)
    }
    /// How many literals there are.
    pub fn text_count(&self) -> usize {
        self.texts.len()
    }
    /// Bytes of memory held, for limits.
    pub fn memory(&self) -> usize {
        self.exprs.len() * (size_of::<Expr>() + size_of::<Span>())
            + self.bytes.len()
            + self.bindings.len() * size_of::<Binding>()
            + self.attr_names.len() * size_of::<AttrName>()
    }
}
